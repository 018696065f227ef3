/** A span of the x axis. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The span around a point that stays where it is; `factor` below 1 shows less. */
export function zoomAround({ from, to }: Span, center: number, factor: number, isLog = false): Span {
  if (isLog) return onLog({ from, to }, (logs) => zoomAround(logs, Math.log(center), factor))
  return { from: center - (center - from) * factor, to: center + (to - center) * factor }
}

/** The span moved along by a share of its length. */
export function moveBy({ from, to }: Span, share: number, isLog = false): Span {
  if (isLog) return onLog({ from, to }, (logs) => moveBy(logs, share))
  const by = (to - from) * share
  return { from: from + by, to: to + by }
}

/** A zoom as it is kept: none where all of the data shows, so that the charts follow it again; never beyond the data, never thinner than a millionth of it. */
export function keptZoom({ from, to }: Span, whole: Span): Span | undefined {
  const length = whole.to - whole.from
  if (to - from >= length * (1 - 1e-9)) return undefined
  const least = Math.max(length * 1e-6, Number.MIN_VALUE)
  const wide = to - from < least ? { from: (from + to - least) / 2, to: (from + to + least) / 2 } : { from, to }
  const shift = Math.max(0, whole.from - wide.from) - Math.max(0, wide.to - whole.to)
  return { from: wide.from + shift, to: wide.to + shift }
}

function onLog({ from, to }: Span, change: (logs: Span) => Span): Span {
  const changed = change({ from: Math.log(from), to: Math.log(to) })
  return { from: Math.exp(changed.from), to: Math.exp(changed.to) }
}
