import { verdictOf, type OpResult } from './suite'

/** One line an op; under an op that fails, each case that does. */
export function table(results: readonly OpResult[]): string {
  const rows = results.map((result) => ({
    cells: [result.op, String(result.cases), scientific(result.worstForward), scientific(result.worstGradient), verdictOf(result)],
    below: result.failures.map(({ title, problem }) => `    ${title}: ${problem.split('\n')[0]!.slice(0, 160)}`),
  }))
  const heads = ['op', 'cases', 'forward', 'gradient', 'verdict']
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(({ cells }) => cells[i]!.length)))
  const line = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ').trimEnd()
  return [line(heads), ...rows.flatMap(({ cells, below }) => [line(cells), ...below])].join('\n')
}

/** A case that threw has no error to show. */
function scientific(error: number | undefined): string {
  if (error === undefined) return ''
  if (error === 0) return '0'
  return Number.isFinite(error) ? error.toExponential(1) : '-'
}
