import type { ErrorContext } from '../../protocol'

/** The known name that a mistyped one most likely means, from an error's context; nothing where none is near. */
export function nearestKnown(context: ErrorContext): string | undefined {
  const { known } = context
  const typed = ['name', 'key', 'id', 'option', 'column', 'command'].map((field) => context[field]).find((value) => typeof value === 'string')
  return typeof known === 'string' && typed !== undefined ? nearest(typed, known.split(/, */).filter(Boolean)) : undefined
}

function nearest(typed: string, known: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase()
  const ranked = known.map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : undefined
}

/** Edits between two names; a part of a name (a direction's slug without its number) is one edit away. */
function distanceTo(typed: string, name: string): number {
  if (typed.length >= 3 && name.includes(typed)) return 1
  return editDistance(typed, name)
}

/** Damerau's distance: insertions, deletions, replacements, and swaps of two neighbours. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)))
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      rows[i]![j] = least
    }
  }
  return rows[a.length]![b.length]!
}
