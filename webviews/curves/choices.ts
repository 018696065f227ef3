import { X_AXES, type XAxis } from './xAxis'

/** What the user chose to look at: survives hiding, reload and a restart of the editor. Never data. */
export interface Choices {
  readonly smoothing: number
  readonly isLog: boolean
  readonly axis: XAxis
  /** Metrics whose smoothing the user switched against the rule (isSparse). */
  readonly smoothedToo: Readonly<Record<string, boolean>>
  /** Undefined while the charts follow the data. */
  readonly zoom: { readonly from: number; readonly to: number } | undefined
  readonly shown: readonly string[] | undefined
  readonly current: string | undefined
  /** A run's color: the place in the theme's series, or a color that the user gave. */
  readonly colors: Readonly<Record<string, number | string>>
  readonly metricFilter: string
  readonly runFilter: string
  readonly listedMetric: string | undefined
  /** The step whose figures are shown; undefined while they follow the newest. */
  readonly figureStep: number | undefined
}

export const defaultChoices: Choices = {
  smoothing: 0,
  isLog: false,
  axis: 'step',
  smoothedToo: {},
  zoom: undefined,
  shown: undefined,
  current: undefined,
  colors: {},
  metricFilter: '',
  runFilter: '',
  listedMetric: undefined,
  figureStep: undefined,
}

/** What was saved, part by part: a part that an older or newer version wrote otherwise falls back to its default. */
export function parseChoices(saved: unknown): Choices {
  const from = isRecord(saved) ? saved : {}
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  const finite = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
  const zoom = isRecord(from['zoom']) ? { from: finite(from['zoom']['from']), to: finite(from['zoom']['to']) } : undefined
  const smoothing = finite(from['smoothing'])
  return {
    smoothing: smoothing === undefined ? defaultChoices.smoothing : Math.min(0.999, Math.max(0, smoothing)),
    isLog: from['isLog'] === true,
    axis: X_AXES.find((axis) => axis === from['axis']) ?? defaultChoices.axis,
    smoothedToo: entriesWhere(from['smoothedToo'], (value): value is boolean => typeof value === 'boolean'),
    zoom: zoom?.from !== undefined && zoom.to !== undefined && zoom.from < zoom.to ? { from: zoom.from, to: zoom.to } : undefined,
    shown: Array.isArray(from['shown']) ? from['shown'].filter((run): run is string => typeof run === 'string') : undefined,
    current: text(from['current']),
    colors: entriesWhere(from['colors'], (value): value is number | string =>
      typeof value === 'number' ? Number.isInteger(value) && value >= 0 : isHex(value),
    ),
    metricFilter: text(from['metricFilter']) ?? '',
    runFilter: text(from['runFilter']) ?? '',
    listedMetric: text(from['listedMetric']),
    figureStep: finite(from['figureStep']),
  }
}

/** Gives each run that has no color the first place in the series that no other shown run has; places given stay. */
export function withColors(colors: Choices['colors'], shown: readonly string[]): Choices['colors'] {
  const given = { ...colors }
  for (const run of shown) {
    if (given[run] !== undefined) continue
    const taken = new Set(shown.map((other) => given[other]))
    let place = 0
    while (taken.has(place)) place++
    given[run] = place
  }
  return given
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isHex(value: unknown): value is string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)
}

function entriesWhere<T>(value: unknown, holds: (item: unknown) => item is T): Record<string, T> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => holds(entry[1])))
}
