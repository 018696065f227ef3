import * as v from 'valibot'
import { DOUBTS, VERDICTS, type Difference, type Language, type Translated } from '../../protocol'
import { doubtsWords, formatSigned } from '../../protocol/texts/comparison'
import { fill } from '../../protocol/texts/fill'
import { entryOf } from '../data/catalogue'
import { readJson } from '../scaffold/readJson'

/** Of docs/results/NN.json what its sentence needs: the innovation against its baseline on one data set, paired by seed, at equal steps. */
export interface Comparison {
  readonly dataset: string
  readonly metric: string
  readonly better: 'higher' | 'lower'
  readonly steps: number
  readonly variants: { readonly innovation: { readonly values: readonly (number | null)[] } } // null where a run failed
  readonly differences: { readonly innovation: Omit<Difference, 'p'> }
}

/** @throws GradlabError direction/result */
export async function readComparisons(file: string): Promise<readonly Comparison[]> {
  return readJson(file, comparisonsSchema, 'direction/result')
}

/** The verdict first, as it was found, then the difference with its interval and what it rests on, then every reason to believe it less. */
export function resultSentence(comparison: Comparison, language: Language): string {
  const difference = comparison.differences.innovation
  const { mean, low, high, verdict } = difference
  const say = (key: keyof typeof texts, context: Record<string, string | number> = {}): string => fill(texts[key][language], context)
  const seeds = comparison.variants.innovation.values.filter((value) => value !== null).length
  const dataset = entryOf(comparison.dataset)?.title[language] ?? comparison.dataset
  if (mean === null) return say('none', { verdict: say(verdict), metric: comparison.metric, dataset })
  const sentence = say('sentence', {
    verdict: say(verdict),
    metric: comparison.metric,
    dataset,
    difference: formatSigned(mean),
    better: comparison.better === 'lower' ? say('lower') : '',
    interval: low === null || high === null ? say('no interval') : say('interval', { low: formatSigned(low), high: formatSigned(high) }),
    seeds: say(seeds === 1 ? 'seed' : 'seeds', { seeds }),
    steps: new Intl.NumberFormat(language).format(comparison.steps),
  })
  return `${sentence}${doubtsWords(difference, language)}`
}

const text = (en: string, chinese: string): Translated => ({ en, 'zh-cn': chinese })
const texts = {
  sentence: text(
    '{verdict}: {metric} on {dataset} {difference}{better} against the baseline, {interval}; {seeds}, {steps} steps each.',
    '{verdict}：在 {dataset} 上，{metric} 与基线相差 {difference}{better}，{interval}；{seeds}，各 {steps} 步。',
  ),
  none: text('{verdict}: {metric} on {dataset}, no pair of runs finished.', '{verdict}：在 {dataset} 上的 {metric}，没有成对完成的运行。'),
  helps: text('Helps', '有帮助'),
  hurts: text('Hurts', '有害'),
  'no difference seen': text('No difference seen', '未见差异'),
  lower: text(' (lower is better)', '（越低越好）'),
  interval: text('95 % interval {low} to {high}', '95% 区间 {low} 至 {high}'),
  'no interval': text('too few seeds for an interval', '种子太少，给不出区间'),
  seed: text('1 seed', '1 个种子'),
  seeds: text('{seeds} seeds', '{seeds} 个种子'),
} satisfies Record<string, Translated>

const finite = v.pipe(v.number(), v.finite())
export const comparisonsSchema: v.GenericSchema<unknown, readonly Comparison[]> = v.array(
  v.object({
    dataset: v.pipe(v.string(), v.nonEmpty()),
    metric: v.pipe(v.string(), v.nonEmpty()),
    better: v.picklist(['higher', 'lower']),
    steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
    variants: v.object({ innovation: v.object({ values: v.pipe(v.array(v.nullable(finite)), v.minLength(1)) }) }),
    differences: v.object({
      innovation: v.object({
        mean: v.nullable(finite),
        low: v.nullable(finite),
        high: v.nullable(finite),
        verdict: v.picklist(VERDICTS),
        doubts: v.array(v.picklist(DOUBTS)),
      }),
    }),
  }),
)
