import type { Point } from '../../protocol'

/** The labels of the points in an order that people expect (class 2 before class 10), and how many points each has. */
export interface Labels {
  readonly names: readonly string[]
  readonly counts: readonly number[]
  readonly of: Uint32Array // the label's place in `names`, a point each
}

export function labelsOf(points: readonly Point[]): Labels {
  const names = [...new Set(points.map(({ label }) => label))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const places = new Map(names.map((name, place) => [name, place]))
  const of = Uint32Array.from(points, ({ label }) => places.get(label)!)
  const counts = new Array<number>(names.length).fill(0)
  for (const place of of) counts[place]!++
  return { names, counts, of }
}

/** Labels that hold what was typed, whatever its case. */
export function matching(names: readonly string[], typed: string): Set<number> {
  const wanted = typed.trim().toLowerCase()
  return new Set(names.flatMap((name, place) => (name.toLowerCase().includes(wanted) ? [place] : [])))
}
