import type { EngineDetailName, EngineReport } from '../engines'
import type { Language } from '../language'
import { sayIn } from './cli'
import { phrases } from './phrases'

/** What is known of an engine, in words: why it is or is not usable, what it runs on, how fast it is. Names of missing ops are left out: they are many. */
export function engineFacts({ reason, detail }: EngineReport, language: Language): string {
  const say = sayIn(language)
  const names = Object.keys(detail) as EngineDetailName[]
  const facts = [
    phrases[`reason/${reason}`][language],
    ...names.flatMap((name) => (name === 'missingOps' || detail[name] === '' ? [] : say(`detail.${name}`, { value: detail[name]! }))),
  ]
  return facts.join(language === 'en' ? ', ' : '，')
}
