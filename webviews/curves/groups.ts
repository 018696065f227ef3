import type { HyperValue } from '../../protocol'
import type { Band, Center } from './average'
import type { Run } from './runs'

/** How runs are drawn as one line: by what they have in common, `variant` or the name of a hyper-parameter. Not at all where `by` is empty. */
export interface Grouping {
  readonly by: readonly string[]
  readonly center: Center
  readonly band: Band
  /** The runs as well, pale behind their group. */
  readonly hasEach: boolean
}

/** What can tell groups apart: the variant, and each hyper-parameter that differs between some runs. */
export function groupKeysOf(runs: readonly Run[], chosen: readonly string[]): string[] {
  const values = new Map<string, Set<HyperValue>>()
  for (const run of runs) for (const [key, value] of Object.entries(hyperOf(run))) values.set(key, (values.get(key) ?? new Set()).add(value))
  const differing = [...values].filter(([, seen]) => seen.size > 1).map(([key]) => key)
  return ['variant', ...new Set([...differing, ...chosen.filter((key) => key !== 'variant')])]
}

/** By which line a run is drawn, and so by which name its color is kept: its own, or its group's. Experiments are never mixed. */
export function lineOf(run: Run, { by }: Grouping): string {
  if (by.length === 0) return run.run
  const { experiment } = run.card.manifest
  return `group:${JSON.stringify([experiment, ...[...by].sort().map((key) => [key, String(valueOf(run, key))])])}`
}

/** In the order in which the first of each came. */
export function groupsOf<Item>(items: readonly Item[], lineOfItem: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const line = lineOfItem(item)
    groups.set(line, [...(groups.get(line) ?? []), item])
  }
  return groups
}

/** A group in words: what its runs have in common. */
export function groupLabelOf(run: Run, { by }: Grouping, isExperimentNamed: boolean): string {
  const parts = [...by].sort((a, b) => Number(b === 'variant') - Number(a === 'variant')).map((key) => {
    const value = String(valueOf(run, key))
    return key === 'variant' ? value : `${key} ${value}`
  }) // prettier-ignore
  return [...(isExperimentNamed ? [run.card.manifest.experiment] : []), ...parts].join(' · ')
}

/** What a run was last trained with; a value changed while it ran counts as changed. */
export function hyperOf({ card, story }: Run): Readonly<Record<string, HyperValue>> {
  return { ...card.manifest.hyper, ...story?.hyper }
}

function valueOf(run: Run, key: string): HyperValue {
  return key === 'variant' ? run.card.manifest.variant : (hyperOf(run)[key] ?? '–')
}
