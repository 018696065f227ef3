import type { Language, Translated } from '../../protocol'
import { comparisonTexts, formatGrouped, formatShort, formatSigned, intervalWords, sayComparisonIn } from '../../protocol/texts/comparison'
import { fill } from '../../protocol/texts/fill'
import { toMarkdown } from '../../sidecar/compare/export/markdown'
import { pairedDifference } from '../../sidecar/compare/statistics'
import { formatted } from './formatted'
import type { Measured } from './results'

/** A README whose results are those measured; what stands between its marks is replaced. Without marks they come below its heading "Results". @param name NN/scaffold */
export async function withResults(readme: string, file: string, name: string, measured: readonly Measured[], language: Language): Promise<string> {
  const sections = measured.length > 0 ? measured.map((one) => sectionOf(one, language)) : [`${fill(texts.none[language], { name })}\n`]
  const section = `${begin}\n\n${sections.join('\n')}\n${end}`
  const marked = new RegExp(`${begin}[^]*?${end}`)
  if (marked.test(readme))
    return formatted(
      readme.replace(marked, () => section),
      file,
    )
  const heading = headings[language]
  if (!readme.includes(`\n${heading}\n`)) throw new Error(`${file} has neither the marks of results nor a heading "${heading}" to put them below.`)
  return formatted(
    readme.replace(`\n${heading}\n`, () => `\n${heading}\n\n${section}\n`),
    file,
  )
}

const begin = '<!-- results: written by npm run directions:bench -->'
const end = '<!-- results end -->'
const headings: Readonly<Record<Language, string>> = { en: '## Results', 'zh-cn': '## 结果' }

/** Whether it has a place for results. */
export const hasMarks = (readme: string): boolean => readme.includes(begin)

/** Table and sentences as every export has them, then what they rest on. */
function sectionOf(measured: Measured, language: Language): string {
  const { seeds, steps, set, engine, machine, tuning, trainingSeconds, commit, command, note } = measured
  const say = (key: keyof typeof texts, context: Record<string, string | number> = {}): string => fill(texts[key][language], context)
  const { fingerprint, cores, processor, load } = machine
  const rates = [...new Set(Object.values(tuning?.trials ?? {}).flatMap((trials) => trials.map(({ learningRate }) => learningRate)))].sort((a, b) => a - b)
  const settings = Object.entries(set).map(([key, value]) => `${key}=${value}`)
  const facts = [
    say('budget', { seeds: seeds.length, steps: formatGrouped(steps), better: comparisonTexts[`better.${measured.better}`][language] }),
    settings.length > 0 ? say('set', { set: settings.join(' ') }) : '',
    tuning ? say('rates', { rates: rates.map((rate) => formatShort(rate)).join(', '), metric: tuning.metric }) : '',
    say('engine', {
      engine,
      simd: fingerprint && fingerprint.simd !== 'none' ? say(`simd.${fingerprint.simd}`) : '',
      adapter: fingerprint?.adapter ? say('adapter', { adapter: fingerprint.adapter }) : '',
      threads: fingerprint?.threads ?? '?',
      cores,
      processor,
      node: fingerprint?.node ?? '?',
    }),
    load === undefined ? '' : say('load', { load }),
    say('cost', { seconds: formatGrouped(trainingSeconds) }),
    say('source', { commit, command }),
  ]
  const between = language === 'en' ? ' ' : ''
  const rivals = rivalSentences(measured, language)
  const table = rivals.length > 0 ? `${toMarkdown(measured, language)}${rivals.join('\n')}\n` : toMarkdown(measured, language)
  return [table, facts.filter(Boolean).join(between), ...(note ? ['', note[language]] : []), ''].join('\n')
}

/** How the innovation stands to others than the baseline, on the seeds where both have a value. The verdict is about the baseline alone, so here is none. */
function rivalSentences({ variants, metric, better, against = [] }: Measured, language: Language): string[] {
  const own = variants['innovation']?.values ?? []
  return against.flatMap((rival) => {
    const pairs = own.flatMap((value, place) => {
      const other = variants[rival]?.values[place]
      return typeof value === 'number' && typeof other === 'number' ? [[value, other] as const] : []
    })
    if (pairs.length === 0) return []
    const difference = pairedDifference(pairs)
    return `- ${fill(texts.rival[language], {
      rival,
      metric,
      difference: formatSigned(difference.mean),
      better: better === 'lower' ? comparisonTexts.lower[language] : '',
      interval: intervalWords(difference, sayComparisonIn(language)),
      seeds: pairs.length,
    })}`
  })
}

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })
const texts = {
  none: text(
    'Not measured yet: `npm run directions:bench -- {name}` will write its table here.',
    '尚未测量：`npm run directions:bench -- {name}` 会把表写在这里。',
  ),
  rival: text(
    'innovation less {rival}: {metric} {difference}{better}; {interval}, unadjusted; {seeds} seeds.',
    'innovation 减去 {rival}：{metric} 相差 {difference}{better}；{interval}，未作多重比较校正；{seeds} 个种子。',
  ),
  budget: text('{seeds} seeds, {steps} steps each; {better}.', '{seeds} 个种子，各 {steps} 步；{better}。'),
  set: text('Set: `{set}`.', '设定：`{set}`。'),
  rates: text(
    'Each variant has the best of the learning rates {rates} by {metric}, from runs with one other seed.',
    '各变体的学习率都从 {rates} 中按 {metric} 选出，所用运行采用另一个种子。',
  ),
  engine: text(
    'Engine {engine}{simd}{adapter}, threads: {threads}, on {cores} cores of {processor}, Node {node}.',
    '引擎 {engine}{simd}{adapter}，线程数 {threads}，{cores} 核 {processor}，Node {node}。',
  ),
  'simd.plain': text(' (plain SIMD)', '（普通 SIMD）'),
  'simd.relaxed': text(' (relaxed SIMD)', '（宽松 SIMD）'),
  adapter: text(' on {adapter}', '（{adapter}）'),
  load: text('The cores were shared (mean load {load}), so seconds are rough.', '测量时与其他程序共用这些核心（平均负载 {load}），因此秒数只是粗略值。'),
  cost: text('All runs, trials included, took {seconds} s of training.', '全部运行（含试验）共训练 {seconds} 秒。'),
  source: text('Commit `{commit}`, `{command}`.', '提交 `{commit}`，`{command}`。'),
} satisfies Record<string, Translated>
