/** The known names, the one most like what was typed first, so that a list reads as "did you mean". */
export function byLikeness(typed: string, known: readonly string[]): string[] {
  const distances = new Map(known.map((each) => [each, distance(typed.toLowerCase(), each.toLowerCase())]))
  return [...known].sort((a, b) => distances.get(a)! - distances.get(b)!)
}

/** Edits between two names; adding letters at the end of what was typed is cheap, since names are often cut short. */
function distance(typed: string, known: string): number {
  let above = Array.from({ length: known.length + 1 }, (_, j) => j)
  for (let i = 1; i <= typed.length; i++) {
    const row = [i]
    for (let j = 1; j <= known.length; j++) {
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (typed[i - 1] === known[j - 1] ? 0 : 1)))
    }
    above = row
  }
  return Math.min(...above.map((edits, j) => edits + (known.length - j) * 0.1))
}
