import type { Story } from './story'

export type Goal = 'higher' | 'lower'
export type Goals = Readonly<Record<string, Goal>>

/** `train/loss` and `validation/loss` are of one group, `loss`. */
export function groupOf(metric: string): string {
  return metric.slice(metric.indexOf('/') + 1)
}

/** Metrics with their group's others beside them: losses first, then by name; within a group in the order training meets the splits. */
export function inOrder(metrics: Iterable<string>): string[] {
  const rank = (metric: string): [number, string, number, string] => {
    const split = splits.indexOf(metric.slice(0, metric.indexOf('/')))
    return [groupOf(metric) === 'loss' ? 0 : 1, groupOf(metric), split < 0 ? splits.length : split, metric]
  }
  return [...metrics]
    .map((metric) => ({ metric, rank: rank(metric) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ metric }) => metric)
}

/** Whether more or less of a metric is better: as the experiment says of it or its twin in another split; a loss is better low. */
export function goalOf(goals: Goals, metric: string): Goal | undefined {
  const own = goals[metric]
  if (own) return own
  const twin = Object.entries(goals).find(([name]) => groupOf(name) === groupOf(metric))
  return twin?.[1] ?? (groupOf(metric) === 'loss' ? 'lower' : undefined)
}

/** The metric by which runs are listed: the validation twin of the first that the experiment named, else what there is. */
export function decidingOf(goals: Goals, metrics: readonly string[]): string | undefined {
  for (const named of Object.keys(goals)) {
    const twins = [`validation/${groupOf(named)}`, named, `train/${groupOf(named)}`]
    const found = twins.find((twin) => metrics.includes(twin))
    if (found) return found
  }
  return metrics.find((metric) => metric.startsWith('validation/')) ?? metrics[0]
}

export interface Summary {
  readonly last: { readonly value: number; readonly step: number }
  readonly best: { readonly value: number; readonly step: number } | undefined
}

/** The last value of a metric, and its best where it is known what is better. */
export function summaryOf(story: Story, metric: string, goal: Goal | undefined): Summary | undefined {
  const curve = story.curves.get(metric)
  const count = curve?.values.length ?? 0
  if (!curve || count === 0) {
    const value = story.finalMetrics.get(metric)
    return value === undefined ? undefined : { last: { value, step: story.step }, best: undefined }
  }
  let best: { value: number; step: number } | undefined
  for (let i = 0; goal && i < count; i++) {
    const value = curve.values[i]!
    if (Number.isFinite(value) && (!best || (goal === 'higher' ? value > best.value : value < best.value))) best = { value, step: curve.steps[i]! }
  }
  return { last: { value: curve.values[count - 1]!, step: curve.steps[count - 1]! }, best }
}

const splits = ['train', 'validation', 'validation-shifted', 'test', 'test-shifted', 'final']

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  if (at < 0) return 0
  return a[at]! < b[at]! ? -1 : 1
}
