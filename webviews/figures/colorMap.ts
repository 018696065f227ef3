/** Viridis: equal steps in value look equal, also in grey and to color-blind eyes, and it is readable on light and on dark. `share` is 0..1. */
export function colorOf(share: number): readonly [red: number, green: number, blue: number] {
  const at = Math.min(1, Math.max(0, share)) * (anchors.length - 1)
  const index = Math.min(anchors.length - 2, Math.floor(at))
  const [from, to] = [anchors[index]!, anchors[index + 1]!]
  const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * (at - index))
  return [mix(0), mix(1), mix(2)]
}

export function cssColorOf(share: number): string {
  return `rgb(${colorOf(share).join(' ')})`
}

/** The bounds of the finite ones among some values; undefined where there is none. */
export function finiteBounds(values: Iterable<number>): { low: number; high: number } | undefined {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? { low, high } : undefined
}

const anchors: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
]
