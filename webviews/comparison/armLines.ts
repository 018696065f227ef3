import type { ArmCurve, ComparisonCurves } from '../../protocol'
import type { ChartLine } from '../curves/chart'
import { trainingTimes, type Story } from '../curves/story'
import type { Palette } from '../theme/theme'
import { seriesColors } from './dots'
import type { Arm } from './model'

/** The run that trains: its own line, until its arm's counts it. */
export interface Training {
  readonly arm: string
  readonly label: string
  readonly story: Story
}
export interface LinesOptions {
  readonly axis: 'step' | 'time'
  readonly palette: Palette
  /** What a line of so many runs is called. */
  labelOf(arm: string, runs: number): string
}

/** A line and a band for each arm; the run that trains pale beside its arm's, or alone where that has none yet. */
export function armLines(arms: readonly Arm[], curves: ComparisonCurves, training: Training | undefined, options: LinesOptions): ChartLine[] {
  const lines = arms.flatMap(({ name, place }): ChartLine[] => {
    const curve = curves.arms[name]
    return curve && curve.steps.length > 0 ? [armLine(name, curve, lookOf(place, options.palette), options)] : []
  })
  const live = training && curves.metric !== null ? training.story.curves.get(curves.metric) : undefined
  if (!training || !live || live.values.length === 0) return lines
  const xs = options.axis === 'step' ? live.steps : trainingTimes(training.story, live.clocks)
  const isPale = lines.some(({ run }) => run === training.arm)
  const place = arms.find(({ name }) => name === training.arm)?.place
  return [
    ...lines,
    { run: '', label: training.label, steps: live.steps, xs, values: live.values, smoothed: undefined, isPale, ...lookOf(place, options.palette) },
  ]
}

/** The baseline is gray, whatever the variants are called. */
export function lookOf(place: number | undefined, { series, dim }: Palette): { color: string; dash: readonly number[] } {
  if (place === undefined) return { color: dim, dash: [] }
  return { color: series[place % series.length]!, dash: place < seriesColors ? [] : [6, 3] }
}

function armLine(name: string, curve: ArmCurve, look: { color: string; dash: readonly number[] }, { axis, labelOf }: LinesOptions): ChartLine {
  const numbers = (values: readonly (number | null)[]): number[] => values.map((value) => value ?? NaN)
  let latest = -Infinity
  return {
    run: name,
    label: labelOf(name, Math.max(...curve.counts)),
    steps: curve.steps,
    // The means of fewer runs after those of more may fall back; an axis that is searched must not.
    xs: axis === 'step' ? curve.steps : curve.seconds.map((seconds) => (latest = Math.max(latest, seconds * 1000))),
    values: numbers(curve.means),
    smoothed: undefined,
    band: { low: numbers(curve.lows), high: numbers(curve.highs) },
    counts: curve.counts,
    ...look,
  }
}
