import type { Palette } from '../theme/theme'
import { average, type Averaged, type Member } from './average'
import type { ChartLine } from './chart'
import type { Choices } from './choices'
import { groupLabelOf, groupsOf, lineOf } from './groups'
import { smoothingOf } from './lines'
import { lookOf, type Run } from './runs'
import { smooth } from './smooth'
import type { Curve } from './story'
import { runsIn, type Say } from './texts'
import { joinedBySteps, xsOf } from './xAxis'

export interface LinesView {
  readonly runs: readonly Run[]
  readonly labels: ReadonlyMap<string, string>
  readonly choices: Choices
  readonly palette: Palette
  readonly say: Say
}

/** The lines of a metric: a run's or a group's each. What is computed from whole curves is kept until one of them grows or something else is chosen. */
export interface LineMaker {
  /** The x of all values of a run's curve that have one. */
  xs(run: Run, curve: Curve, choices: Choices): readonly number[]
  lines(metric: string, view: LinesView): ChartLine[]
}

export function createLineMaker(): LineMaker {
  const kept = new WeakMap<Curve, Kept<RunData>>()
  const smoothKept = new WeakMap<Curve, Kept<readonly number[]>>()
  const groupsKept = new Map<string, Kept<GroupData>>()

  const dataOf = (run: Run, curve: Curve, { axis, xMetric }: Choices): RunData => {
    const story = run.story!
    if (axis !== 'metric')
      return remembered(kept, curve, [axis, curve.revision, story.breaks.length], () => ({
        steps: curve.steps,
        values: curve.values,
        xs: xsOf(story, curve, axis),
        at: undefined,
      }))
    const x = story.curves.get(xMetric ?? '')
    return remembered(kept, curve, [axis, curve.revision, x, x?.revision], () => {
      const { at, xs } = x ? joinedBySteps(curve, x) : { at: [], xs: [] }
      return { steps: at.map((i) => curve.steps[i]!), values: at.map((i) => curve.values[i]!), xs, at }
    })
  }
  const smoothedOf = (curve: Curve, weight: number): readonly number[] =>
    remembered(smoothKept, curve, [curve.revision, weight], () => smooth(curve.steps, curve.values, weight))

  const runLine = ({ run, curve }: Held, isSmooth: boolean, { choices, labels, palette }: LinesView): ChartLine => {
    const { steps, xs, values, at } = dataOf(run, curve, choices)
    const whole = isSmooth ? smoothedOf(curve, choices.smoothing) : undefined
    return {
      run: run.run,
      label: labels.get(run.run) ?? run.run,
      steps,
      xs,
      values,
      smoothed: at && whole ? at.map((i) => whole[i]!) : whole,
      isFree: choices.axis === 'metric',
      ...lookOf(lineOf(run, choices.grouping), choices.colors, palette),
    }
  }
  const groupLine = (metric: string, line: string, held: readonly Held[], isSmooth: boolean, { choices, palette, runs, say }: LinesView): ChartLine => {
    const { center, band } = choices.grouping
    const members = held.map(({ run, curve }) => dataOf(run, curve, choices))
    const weight = isSmooth ? choices.smoothing : 0
    const { averaged, smoothed } = remembered(groupsKept, `${metric}\n${line}`, [center, band, weight, ...members], () => groupDataOf(members, choices, weight))
    const areSeveral = new Set(runs.map(({ card }) => card.manifest.experiment)).size > 1
    return {
      run: line,
      label: say('group.label', { group: groupLabelOf(held[0]!.run, choices.grouping, areSeveral), runs: runsIn(held.length, say) }),
      ...averaged,
      smoothed,
      band: band === 'none' ? undefined : { low: averaged.low, high: averaged.high },
      isFree: choices.axis === 'metric',
      ...lookOf(line, choices.colors, palette),
    }
  }

  return {
    xs: (run, curve, choices) => dataOf(run, curve, choices).xs,
    lines(metric, view) {
      const { runs, choices } = view
      const held = runs.flatMap((run): Held[] => {
        const curve = run.story?.curves.get(metric)
        return curve && curve.values.length > 0 ? [{ run, curve }] : []
      })
      const { isOn } = smoothingOf(
        metric,
        held.map(({ curve }) => curve),
        choices,
      )
      const { by, hasEach } = choices.grouping
      if (by.length === 0) return held.map((each) => runLine(each, isOn, view))
      const groups = groupsOf(held, ({ run }) => lineOf(run, choices.grouping))
      const each = hasEach ? held.map((one) => ({ ...runLine(one, false, view), isPale: true })) : []
      return [...[...groups].map(([line, members]) => groupLine(metric, line, members, isOn, view)), ...each]
    },
  }
}

interface Held {
  readonly run: Run
  readonly curve: Curve
}
/** `at`: which values of the curve these are, where they are not all. */
interface RunData extends Member {
  readonly at: readonly number[] | undefined
}
interface GroupData {
  readonly averaged: Averaged
  readonly smoothed: readonly number[] | undefined
}
interface Kept<Value> {
  readonly of: readonly unknown[]
  readonly value: Value
}

function groupDataOf(members: readonly Member[], { axis, grouping: { center, band } }: Choices, weight: number): GroupData {
  const averaged = average(members, center, band)
  // Means of fewer runs after those of more may fall back; an axis that is searched must not.
  let highest = -Infinity
  const xs = axis === 'metric' ? averaged.xs : averaged.xs.map((x) => (highest = Math.max(highest, x)))
  return { averaged: { ...averaged, xs }, smoothed: weight > 0 ? smooth(averaged.steps, averaged.values, weight) : undefined }
}

function remembered<Key, Value>(
  kept: { get(key: Key): Kept<Value> | undefined; set(key: Key, kept: Kept<Value>): unknown },
  key: Key,
  of: readonly unknown[],
  make: () => Value,
): Value {
  const found = kept.get(key)
  if (found && found.of.length === of.length && found.of.every((part, i) => part === of[i])) return found.value
  const value = make()
  kept.set(key, { of, value })
  return value
}
