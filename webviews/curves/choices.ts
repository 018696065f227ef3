import { BANDS, CENTERS } from './average'
import type { Grouping } from './groups'
import { X_AXES, type XAxis } from './xAxis'
import type { Span } from './zoom'

/** What the user chose to look at: survives hiding, reload and a restart of the editor. Never data. */
export interface Choices {
  readonly smoothing: number
  readonly isLog: boolean
  readonly axis: XAxis
  /** The metric along the x axis, where it is one. */
  readonly xMetric: string | undefined
  readonly isLogX: boolean
  /** Metrics whose smoothing the user switched against the rule (isSparse). */
  readonly smoothedToo: Readonly<Record<string, boolean>>
  /** Undefined while the charts follow the data. */
  readonly zoom: Span | undefined
  /** The zooms of the axes that were looked at before, by axisKey. */
  readonly zooms: Readonly<Record<string, Span>>
  readonly grouping: Grouping
  readonly shown: readonly string[] | undefined
  readonly current: string | undefined
  /** A run's or a group's color: the place in the theme's series, or a color that the user gave. */
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
  xMetric: undefined,
  isLogX: false,
  smoothedToo: {},
  zoom: undefined,
  zooms: {},
  grouping: { by: [], center: 'mean', band: 'range', hasEach: false },
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
  const smoothing = finite(from['smoothing'])
  return {
    smoothing: smoothing === undefined ? defaultChoices.smoothing : Math.min(0.999, Math.max(0, smoothing)),
    isLog: from['isLog'] === true,
    ...axisOf(from['axis'], text(from['xMetric'])),
    isLogX: from['isLogX'] === true,
    smoothedToo: entriesWhere(from['smoothedToo'], (value): value is boolean => typeof value === 'boolean'),
    zoom: isSpan(from['zoom']) ? from['zoom'] : undefined,
    zooms: entriesWhere(from['zooms'], isSpan),
    grouping: groupingOf(from['grouping']),
    shown: Array.isArray(from['shown']) ? from['shown'].filter(isText) : undefined,
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

/** Another x axis; each has the zoom that it was left with. */
export function withAxis(choices: Choices, axis: XAxis, xMetric: string | undefined): Choices {
  const { [axisKey(choices)]: _, ...others } = choices.zooms
  const zooms = choices.zoom ? { ...others, [axisKey(choices)]: choices.zoom } : others
  const next = { ...choices, axis, xMetric, zooms }
  return { ...next, zoom: zooms[axisKey(next)] }
}

/** Whether x is on a logarithmic axis: a time of day has none. */
export function isLogX({ axis, isLogX }: Choices): boolean {
  return isLogX && axis !== 'clock'
}

function axisKey({ axis, xMetric }: Choices): string {
  return axis === 'metric' ? `metric:${xMetric}` : axis
}

function axisOf(saved: unknown, xMetric: string | undefined): Pick<Choices, 'axis' | 'xMetric'> {
  const axis = X_AXES.find((each) => each === saved) ?? defaultChoices.axis
  return axis === 'metric' && xMetric === undefined ? { axis: defaultChoices.axis, xMetric } : { axis, xMetric }
}

function groupingOf(saved: unknown): Grouping {
  const from = isRecord(saved) ? saved : {}
  const { center, band } = defaultChoices.grouping
  return {
    by: Array.isArray(from['by']) ? from['by'].filter(isText) : [],
    center: CENTERS.find((each) => each === from['center']) ?? center,
    band: BANDS.find((each) => each === from['band']) ?? band,
    hasEach: from['hasEach'] === true,
  }
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && Number.isFinite(value['from']) && Number.isFinite(value['to']) && Number(value['from']) < Number(value['to'])
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
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
