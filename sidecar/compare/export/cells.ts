import type { ComparisonEvent } from '../../../protocol'
import {
  comparisonRows,
  formatDifference,
  formatGrouped,
  formatMean,
  formatMultiplyAdds,
  formatShort,
  formatSigned,
  formatValues,
  sayComparisonIn,
} from '../../../protocol/texts/comparison'
import type { Language } from '../../../protocol'

/** The table of an export: the same columns in Markdown and LaTeX. Text columns first, then numbers. */
export interface Cells {
  readonly head: readonly string[]
  readonly isNumber: readonly boolean[]
  readonly rows: readonly (readonly string[])[]
}

export function cellsOf(result: ComparisonEvent, language: Language): Cells {
  const say = sayComparisonIn(language)
  const rows = comparisonRows(result)
  const columns: { head: string; isNumber: boolean; cell(row: (typeof rows)[number]): string }[] = [
    { head: say('column.variant'), isNumber: false, cell: ({ variant }) => variant },
    { head: say('column.mean'), isNumber: true, cell: ({ arm }) => formatMean(arm) },
    { head: say('column.difference'), isNumber: true, cell: ({ variant }) => formatDifference(result, variant) },
    {
      head: say('column.interval'),
      isNumber: true,
      cell: ({ difference }) =>
        difference && difference.low !== null && difference.high !== null ? `${formatSigned(difference.low)} … ${formatSigned(difference.high)}` : '–',
    },
    { head: say('column.verdict'), isNumber: false, cell: ({ difference }) => (difference ? say(`verdict.${difference.verdict}`) : '–') },
    { head: say('column.values'), isNumber: true, cell: ({ arm }) => formatValues(arm, result.seeds) },
    { head: say('column.parameters'), isNumber: true, cell: ({ arm }) => (arm.parameters === null ? '–' : formatGrouped(arm.parameters)) },
    { head: say('column.multiplyAdds'), isNumber: true, cell: ({ arm }) => formatMultiplyAdds(arm) },
    { head: say('column.seconds'), isNumber: true, cell: ({ arm }) => (arm.seconds === null ? '–' : arm.seconds.toFixed(1)) },
    ...(result.tuning
      ? [
          {
            head: say('column.learningRate'),
            isNumber: true,
            cell: ({ arm }: (typeof rows)[number]) => (arm.learningRate === undefined ? '–' : formatShort(arm.learningRate)),
          },
        ]
      : []),
  ]
  return {
    head: columns.map(({ head }) => head),
    isNumber: columns.map(({ isNumber }) => isNumber),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
  }
}
