import type { ArmResult, AtEqualSeconds, BesideIt, ComparisonEvent, Difference, Doubt, Verdict } from '../comparison'
import type { Translated } from '../directions'
import type { Language } from '../language'
import { fill } from './fill'
import { withMinus } from './minus'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What a comparison says around its numbers, wherever it shows: the terminal, an export, the panel. */
export const comparisonTexts = {
  'verdict.helps': text('helps', '有帮助'),
  'verdict.hurts': text('hurts', '有害'),
  'verdict.no difference seen': text('no difference seen', '未见差异'),
  sentence: text(
    '{variant}: {verdict}. {metric} {difference}{better} against the baseline, {interval}; {seeds}{steps}.',
    '{variant}：{verdict}。{metric} 与基线相差 {difference}{better}，{interval}；{seeds}{steps}。',
  ),
  'sentence.none': text('{variant}: {verdict}. There is no pair of finished runs.', '{variant}：{verdict}。没有成对完成的运行。'),
  lower: text(' (lower is better)', '（越低越好）'),
  interval: text('95 % interval {low} to {high}', '95% 区间 {low} 至 {high}'),
  'interval.none': text('too few seeds to tell chance from effect', '种子太少，无法区分偶然与效果'),
  seed: text('1 seed', '1 个种子'),
  seeds: text('{count} seeds', '{count} 个种子'),
  steps: text(', {count} steps each', '，各 {count} 步'),
  doubts: text('But {doubts}.', '但是：{doubts}。'),
  'doubt.few-seeds': text('there are too few seeds to tell chance from effect', '种子太少，无法区分偶然与效果'),
  'doubt.no-spread': text('every seed gave the same difference, so the seeds say nothing about chance', '每个种子的差异都相同，因此种子无法反映偶然性'),
  'doubt.runs-missing': text('a run failed or was cut short, and its seed is left out', '有运行失败或提前结束，其种子未计入'),
  'doubt.live-changes': text('a hyper-parameter was changed while a run trained, and its seed is left out', '有运行在训练中修改过超参数，其种子未计入'),
  'doubt.selected-on-test': text('the learning rate was chosen by a figure that the test split may decide', '学习率是按可能由测试集决定的指标选择的'),
  'doubt.tuning-unequal': text('the arms had unequal numbers of usable tuning trials', '各变体可用的调参试验次数不等'),
  'doubt.steps-differ': text('the arms made different numbers of steps', '各变体的训练步数不同'),
  'doubt.parameters-differ': text('the arms differ in parameters by more than 2 %', '各变体的参数量相差超过 2%'),
  'doubt.multiply-adds-differ': text('the arms differ in multiply-adds a step by more than 10 %', '各变体每步的乘加次数相差超过 10%'),
  'doubt.censored': text('a run did not reach its target, and counts all its steps', '有运行未达到目标，按其全部步数计'),
  'doubt.engines-differ': text('the runs do not share one engine and machine', '各运行的引擎或机器不一致'),
  'doubt.generated-data': text('the data is generated, so nothing follows for a real task', '数据为人工生成，不能推及真实任务'),
  'equal-seconds': text(
    'At equal seconds ({seconds} s): {metric} {variant} against {baseline}.',
    '在相同时间（{seconds} 秒）时：{metric} 为 {variant}，基线为 {baseline}。',
  ),
  'beside-it': text(
    'Beside it, {variant}: {metric} {own} against {baseline}, {difference}{better}; {interval}.',
    '另外，{variant}：{metric} 为 {own}，基线为 {baseline}，相差 {difference}{better}；{interval}。',
  ),
  title: text('{experiment}: {metric} on {data}', '{experiment}：{data} 上的 {metric}'),
  'column.variant': text('variant', '变体'),
  'column.values': text('by seed', '各种子'),
  'column.mean': text('mean', '均值'),
  'column.difference': text('difference', '差异'),
  'column.interval': text('95 % interval', '95% 区间'),
  'column.verdict': text('verdict', '结论'),
  'column.parameters': text('parameters', '参数'),
  'column.multiplyAdds': text('multiply-adds a step', '每步乘加次数'),
  'multiplyAdds.none': text(
    'Multiply-adds are counted of matrix products and convolutions only: none in {variants}.',
    '乘加次数只统计矩阵乘法与卷积；{variants} 没有计到。',
  ),
  'column.seconds': text('seconds', '秒'),
  'column.learningRate': text('learning rate', '学习率'),
  baseline: text('baseline', '基线'),
  axis: text('difference from the baseline in {metric}', '{metric} 与基线的差异'),
  measured: text('{what} ({better})', '{what}（{better}）'),
  'better.higher': text('higher is better', '越高越好'),
  'better.lower': text('lower is better', '越低越好'),
} as const satisfies Record<string, Translated> & Record<`verdict.${Verdict}`, Translated> & Record<`doubt.${Doubt}`, Translated>

export type ComparisonText = keyof typeof comparisonTexts
export type SayComparison = (code: ComparisonText, context?: Readonly<Record<string, string | number>>) => string

export function sayComparisonIn(language: Language): SayComparison {
  return (code, context = {}) => fill(comparisonTexts[code][language], context)
}

/** The verdict first, then the difference with its interval and what it rests on, then every reason to believe it less. */
export function comparisonSentence(result: ComparisonEvent, variant: string, language: Language): string {
  const say = sayComparisonIn(language)
  const difference = result.differences[variant]!
  const { mean, verdict } = difference
  const pairs = pairedValues(result, variant).length
  const steps = result.variants[variant]?.steps
  const words = say(`verdict.${verdict}`)
  const first =
    mean === null
      ? say('sentence.none', { variant, verdict: words })
      : say('sentence', {
          variant,
          verdict: words,
          metric: result.metric,
          difference: formatDifference(result, variant),
          better: result.better === 'lower' ? say('lower') : '',
          interval: intervalWords(difference, say),
          seeds: pairs === 1 ? say('seed') : say('seeds', { count: pairs }),
          steps: steps === null || steps === undefined ? '' : say('steps', { count: steps }),
        })
  return `${first}${doubtsWords(difference, language)}`
}

/** To be put behind a verdict's sentence: every reason to believe it less. Nothing where there is none. */
export function doubtsWords({ mean, low, doubts }: Pick<Difference, 'mean' | 'low' | 'doubts'>, language: Language): string {
  const say = sayComparisonIn(language)
  // Where a sentence stands in place of the interval, it has said this one.
  const unsaid = mean !== null && low === null ? doubts.filter((doubt) => doubt !== 'few-seeds') : doubts
  if (unsaid.length === 0) return ''
  const listed = unsaid.map((doubt) => say(`doubt.${doubt}`)).join(language === 'en' ? '; ' : '；')
  return `${language === 'en' ? ' ' : ''}${say('doubts', { doubts: listed })}`
}

/** What came of it at equal seconds; nothing where the runs logged too little. */
export function equalSecondsSentence({ metric, seconds, variant, baseline }: AtEqualSeconds, language: Language): string {
  return sayComparisonIn(language)('equal-seconds', { seconds: formatShort(seconds), metric, variant: formatShort(variant), baseline: formatShort(baseline) })
}

/** By the metrics that do not decide: what one that does must not hide. */
export function besideSentences({ besideIt = {} }: ComparisonEvent, variant: string, language: Language): string[] {
  const say = sayComparisonIn(language)
  return (besideIt[variant] ?? []).map(({ metric, better, variant: own, baseline, difference }: BesideIt) =>
    say('beside-it', {
      variant,
      metric,
      own: formatShort(own),
      baseline: formatShort(baseline),
      difference: formatSigned(difference.mean),
      better: better === 'lower' ? say('lower') : '',
      interval: intervalWords(difference, say),
    }),
  )
}

/** The interval of a difference, or why there is none. */
export function intervalWords({ low, high }: Pick<Difference, 'low' | 'high'>, say: SayComparison): string {
  return low === null || high === null ? say('interval.none') : say('interval', { low: formatSigned(low), high: formatSigned(high) })
}

/** One row of the table, the same for every output; the baseline has no difference. */
export interface ComparisonRow {
  readonly variant: string
  readonly arm: ArmResult
  readonly difference: Difference | undefined
}
export function comparisonRows({ variants, differences }: ComparisonEvent): ComparisonRow[] {
  return Object.entries(variants).map(([variant, arm]) => ({ variant, arm, difference: differences[variant] }))
}

/** How a value stands to the one that more steps would give: at least it, at most it, or, where two such are subtracted, either. */
export type Bound = 'least' | 'most' | 'either'

/** Differences of a variant from the baseline, of the seeds where both have a value. */
export function pairedValues(
  { variants, seeds }: ComparisonEvent,
  variant: string,
): { readonly seed: number; readonly difference: number; readonly bound: Bound | undefined }[] {
  const [own, base] = [variants[variant], variants['baseline']]
  return seeds.flatMap((seed, i) => {
    const [a, b] = [own?.values[i] ?? null, base?.values[i] ?? null]
    if (a === null || b === null) return []
    const [isOwn, isBase] = [boundOf(own, seed) !== undefined, boundOf(base, seed) !== undefined]
    return [{ seed, difference: a - b, bound: isOwn && isBase ? 'either' : isOwn ? 'least' : isBase ? 'most' : undefined }]
  })
}

/** What a seed gave an arm would be larger had its run gone on to its target. */
export function boundOf(arm: ArmResult | undefined, seed: number): Bound | undefined {
  return arm?.censored?.includes(seed) ? 'least' : undefined
}

/** So is the mean of an arm in which that is true of a seed. */
export function meanBoundOf(arm: ArmResult | undefined): Bound | undefined {
  return (arm?.censored ?? []).length > 0 ? 'least' : undefined
}

/** Of the mean of differences: the side to which all that are bounds point, either where they do not agree. */
export function differenceBoundOf(result: ComparisonEvent, variant: string): Bound | undefined {
  const [bound, ...others] = new Set(pairedValues(result, variant).flatMap((pair) => pair.bound ?? []))
  return others.length > 0 ? 'either' : bound
}

/** An arm's mean as every table has it. */
export function formatMean(arm: ArmResult): string {
  return arm.mean === null ? '–' : markBound(formatShort(arm.mean), meanBoundOf(arm))
}

/** The mean of a variant's differences as tables and sentences have it. */
export function formatDifference(result: ComparisonEvent, variant: string): string {
  const mean = result.differences[variant]?.mean ?? null
  return mean === null ? '–' : markBound(formatSigned(mean), differenceBoundOf(result, variant))
}

/** What a step costs in multiply-adds. Zero is none either: it was measured where there is arithmetic of other kinds only. */
export function formatMultiplyAdds({ multiplyAdds }: ArmResult): string {
  return multiplyAdds ? formatGrouped(multiplyAdds) : '–'
}

/** Why an arm that trained has no multiply-adds: nothing where each has. */
export function multiplyAddsNote({ variants }: ComparisonEvent, language: Language): string | undefined {
  const without = Object.keys(variants).filter((name) => variants[name]!.steps !== null && !variants[name]!.multiplyAdds)
  return without.length === 0 ? undefined : sayComparisonIn(language)('multiplyAdds.none', { variants: without.join(language === 'en' ? ', ' : '、') })
}

/** An arm's values in the order of the seeds. */
export function formatValues(arm: ArmResult, seeds: readonly number[]): string {
  return arm.values.map((value, i) => (value === null ? '–' : markBound(formatShort(value), boundOf(arm, seeds[i]!)))).join(' ')
}

/** A number in words, with what it is a bound of before it. */
export function markBound(number: string, bound: Bound | undefined): string {
  return bound === undefined ? number : `${boundMarks[bound]}${number}`
}
const boundMarks: Readonly<Record<Bound, string>> = { least: '≥', most: '≤', either: '≷' }

/** Three digits, and a sign even where it is plus: a difference has a direction. */
export function formatSigned(value: number): string {
  const digits = formatShort(Math.abs(value), 3)
  return digits === '0' ? '0' : `${value < 0 ? '−' : '+'}${digits}`
}

/** So many digits, without an exponent where it reads better. */
export function formatShort(value: number, digits = 4): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e12) return withMinus(String(value))
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return withMinus(value.toExponential(digits - 1))
  return withMinus(String(Number(value.toPrecision(digits))))
}

/** Thousands in groups: 1,234,567. */
export function formatGrouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
