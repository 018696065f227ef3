import type { EngineName, EngineWhy, StepTimes } from '../engines'
import type { Language } from '../language'
import { sayIn } from './cli'

/** Why a run trains on its engine, for every place that shows it: `measured: 6.1 ms a step against webgpu's 14.0 ms`. */
export function sayWhy(language: Language, run: { engine?: EngineName | undefined; why?: EngineWhy | undefined; stepTimes?: StepTimes | undefined }): string {
  const { engine, why = 'asked', stepTimes = {} } = run
  const say = sayIn(language)
  const own = engine && stepTimes[engine]
  const others = Object.entries(stepTimes).filter(([name]) => name !== engine)
  if (why !== 'measured' || own === undefined || others.length === 0) return say(`why.${why}`)
  const listed = others.map(([name, ms]) => say('why.other', { engine: name, ms: formatMs(ms) }))
  return say('why.figures', { own: formatMs(own), others: listed.join(language === 'en' ? ', ' : '，') })
}

/** Milliseconds with as many digits as can be trusted: 0.42, 6.1, 140. */
export function formatMs(ms: number): string {
  return ms < 1 ? ms.toPrecision(2) : ms < 100 ? ms.toFixed(1) : String(Math.round(ms))
}
