import type { RunEvent, RunManifest } from '../../protocol'
import type { StoredEmbedding } from './embedding'
import type { Write } from './output'
import { keptScalars } from './scalars'

/** One row a step, a column a metric in the order they came; empty where a step did not give that one. NaN and Infinity are written so. */
export function writeScalars(events: readonly RunEvent[], write: Write): void {
  const columns = new Map<string, number>()
  const rows = new Map<number, number[]>()
  for (const { name, step, value } of keptScalars(events)) {
    let column = columns.get(name)
    if (column === undefined) columns.set(name, (column = columns.size))
    let row = rows.get(step)
    if (!row) rows.set(step, (row = []))
    row[column] = value
  }
  write(line(['step', ...columns.keys()]))
  const width = columns.size
  for (const step of [...rows.keys()].sort((a, b) => a - b)) {
    const row = rows.get(step)!
    write(line([step, ...Array.from({ length: width }, (_, column) => row[column] ?? '')]))
  }
}

/** Each metric's last value; once the run has ended those of the test too. */
export function writeMetrics({ metrics }: RunManifest, events: readonly RunEvent[], write: Write): void {
  const last: Record<string, number | string> = {}
  if (!metrics) for (const { name, value } of keptScalars(events)) last[name] = value
  write(line(['metric', 'value']))
  for (const entry of Object.entries(metrics ?? last)) write(line(entry))
}

/** One row a point and tower: its label, its text where points have one, and its vector as the model gave it. */
export function writeEmbedding({ towers, points }: StoredEmbedding, write: Write): void {
  const hasText = points.some(({ text }) => text !== undefined)
  const width = Math.max(0, ...Object.values(towers).map((tower) => tower.width))
  write(line(['tower', 'point', 'label', ...(hasText ? ['text'] : []), ...Array.from({ length: width }, (_, column) => `x${column}`)]))
  for (const [name, { width, values }] of Object.entries(towers)) {
    for (let row = 0; row * width < values.length; row++) {
      const point = points[row]
      const about = [name, row, point?.label ?? '', ...(hasText ? [point?.text ?? ''] : [])]
      write(line([...about, ...values.subarray(row * width, (row + 1) * width)]))
    }
  }
}

/** RFC 4180. */
const line = (cells: readonly (string | number)[]): string => `${cells.map(cellOf).join(',')}\r\n`

function cellOf(cell: string | number): string {
  if (typeof cell === 'number') return String(cell)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
