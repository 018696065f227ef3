import type { EngineReport } from '../engines'
import type { Language } from '../language'
import { cliTexts, sayIn, type CliText } from './cli'
import { phrases } from './phrases'

/** What is known of an engine, in words: why it is or is not usable, what it runs on, how fast it is. Names of missing ops are left out: they are many. */
export function engineFacts({ reason, detail }: EngineReport, language: Language): string[] {
  const say = sayIn(language)
  const facts = Object.entries(detail).filter(([name, value]) => name !== 'missingOps' && value !== '')
  const put = (name: string, value: string | number): string => {
    const code: string = `detail.${name}`
    return isKnown(code) ? say(code, { value }) : `${name} ${value}`
  }
  return [phrases[`reason/${reason}`][language], ...facts.map(([name, value]) => put(name, value))]
}

const isKnown = (code: string): code is CliText => Object.hasOwn(cliTexts, code)
