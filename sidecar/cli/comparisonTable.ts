import type { ComparisonEvent } from '../../protocol'
import {
  besideSentences,
  comparisonRows,
  comparisonSentence,
  equalSecondsSentence,
  formatGrouped,
  formatMean,
  formatMultiplyAdds,
  formatShort,
  formatSigned,
  formatValues,
  multiplyAddsNote,
  sayComparisonIn,
} from '../../protocol/texts/comparison'
import type { Cli } from './command'
import { formatSeconds } from './terminal/format'
import { table } from './terminal/table'

/** Every number in a table, then what it means: a sentence for each variant. */
export function tellComparison(result: ComparisonEvent, { terminal, language, paint }: Cli): void {
  const say = sayComparisonIn(language)
  const columns = [
    'variant',
    'values',
    'mean',
    'interval',
    'verdict',
    'parameters',
    'multiplyAdds',
    'seconds',
    ...(result.tuning ? (['learningRate'] as const) : []),
  ] as const
  const rows = comparisonRows(result).map(({ variant, arm, difference }) => [
    variant,
    formatValues(arm, result.seeds),
    formatMean(arm),
    difference && difference.low !== null && difference.high !== null ? `${formatSigned(difference.low)} … ${formatSigned(difference.high)}` : '–',
    difference ? say(`verdict.${difference.verdict}`) : '–',
    arm.parameters === null ? '–' : formatGrouped(arm.parameters),
    formatMultiplyAdds(arm),
    arm.seconds === null ? '–' : formatSeconds(arm.seconds),
    ...(result.tuning ? [arm.learningRate === undefined ? '–' : formatShort(arm.learningRate)] : []),
  ])
  const [head, ...lines] = table(
    columns.map((column) => say(`column.${column}`)),
    rows,
  )
  terminal.out(paint('bold', say('measured', { what: result.metric, better: say(`better.${result.better}`) })))
  terminal.out(paint('dim', head!))
  for (const line of lines) terminal.out(line)
  const note = multiplyAddsNote(result, language)
  if (note !== undefined) terminal.out(paint('dim', note))
  for (const variant of Object.keys(result.differences)) {
    const { verdict } = result.differences[variant]!
    const color = verdict === 'helps' ? 'green' : verdict === 'hurts' ? 'red' : 'bold'
    terminal.out(paint(color, comparisonSentence(result, variant, language)))
    const equal = result.atEqualSeconds[variant]
    if (equal) terminal.out(paint('dim', equalSecondsSentence(equal, language)))
    for (const sentence of besideSentences(result, variant, language)) terminal.out(sentence)
  }
}
