import type { TrainingResult } from './layers'
import { verdictOf, type OpResult } from './suite'

/** One line an op; under an op that fails, each call that does. */
export function opTable(results: readonly OpResult[]): string {
  const rows = results.map((result) => ({
    cells: [result.op, String(result.passed + result.failures.length), scientific(result.worstForward), scientific(result.worstGradient), verdictOf(result)],
    below: result.failures.map(({ title, problem }) => `    ${title}: ${shorten(problem)}`),
  }))
  return table(['op', 'cases', 'forward', 'gradient', 'verdict'], rows)
}

export function layerTable(results: readonly TrainingResult[]): string {
  const rows = results.map(({ layer, error, problem }) => ({
    cells: [layer, '1', scientific(error), '', problem === '' ? 'ok' : 'wrong'],
    below: problem === '' ? [] : [`    ${shorten(problem)}`],
  }))
  return table(['layer, 3 epochs', 'cases', 'loss', '', 'verdict'], rows)
}

interface Row {
  readonly cells: readonly string[]
  readonly below: readonly string[]
}

function table(heads: readonly string[], rows: readonly Row[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(({ cells }) => cells[i]!.length)))
  const isText = (i: number): boolean => i === 0 || i === heads.length - 1
  const line = (cells: readonly string[]): string => cells.map((cell, i) => (isText(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return [line(heads), ...rows.flatMap(({ cells, below }) => [line(cells), ...below])].map((text) => text.trimEnd()).join('\n')
}

function shorten(problem: string): string {
  const [first = ''] = problem.split('\n')
  return first.length > 200 ? `${first.slice(0, 199)}…` : first
}

/** A case that threw has no error to show. */
function scientific(error: number | undefined): string {
  if (error === undefined) return ''
  if (error === 0) return '0'
  return Number.isFinite(error) ? error.toExponential(1) : '-'
}
