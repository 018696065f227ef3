import { hasEnded, type RunCard, type RunStatus } from '../../protocol'
import type { Palette } from '../theme/theme'
import type { Choices } from './choices'
import { hyperOf } from './groups'
import type { Story } from './story'
import type { Say } from './texts'

/** A run as the panel holds it: what it is, and, where it is shown, its story so far. */
export interface Run {
  readonly run: string
  card: RunCard
  story: Story | undefined
  /** Newer than the manifest's: an event told it after the card came. */
  status: RunStatus
}

/** How many of the newest are shown where nobody chose. */
export const shownAtFirst = 6

/** What runs are called where they stand beside each other; the same variant and seed twice are told apart by when they began. */
export function labelsOf(runs: readonly Run[], say: Say): Map<string, string> {
  const plain = runs.map(({ card }) => `${card.manifest.variant} ${say('seed', { seed: card.manifest.seed })}`)
  const areSeveral = new Set(runs.map(({ card }) => card.manifest.experiment)).size > 1
  return new Map(
    runs.map(({ run, card: { manifest } }, i) => {
      const isDouble = plain.filter((other) => other === plain[i]).length > 1
      const where = areSeveral ? `${manifest.experiment} · ` : ''
      return [run, `${where}${plain[i]}${isDouble ? ` · ${timeOf(manifest.createdAt)}` : ''}`]
    }),
  )
}

/** A run's line: the color the user gave it, or its place in the theme's series; beyond those, dashed. */
export function lookOf(run: string, colors: Choices['colors'], { series }: Palette): { color: string; dash: readonly number[] } {
  const place = colors[run] ?? 0
  if (typeof place === 'string') return { color: place, dash: [] }
  return { color: series[place % series.length]!, dash: place < series.length ? [] : [6, 3] }
}

/** Whether a run's folder lies in an experiment's. */
export function isRunOf(run: string, experiment: string): boolean {
  return run.startsWith(experiment) && /^[\\/]\.gradlab[\\/]/.test(run.slice(experiment.length))
}

/** The manifest knows of ends that no event tells (a crash); events know of what came after the manifest was read. */
export function statusOf(card: RunCard, story: Story | undefined): RunStatus {
  const { status } = card.manifest
  if (!story?.status || hasEnded(status)) return status
  return story.status
}

/** Whether a run is meant by a filter: every word is in its label, status or engine; `seed:2`, `learningRate<0.1`, `test/accuracy>=0.9` compare numbers. */
export function matches(filter: string, run: Run): boolean {
  const { card: { manifest }, status } = run // prettier-ignore
  const text = `${manifest.variant} ${manifest.experiment} ${manifest.direction} ${status} ${manifest.engine ?? ''} ${manifest.name}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => {
      const [, name, sign, wanted] = /^([^<>=:]+)(<=|>=|[<>:=])(-?\d*\.?\d+(?:e-?\d+)?)$/.exec(word) ?? []
      if (name === undefined || sign === undefined) return text.includes(word.replace(/\*+$/, '').replace(/^variant:/, ''))
      const value = numberOf(name, run)
      return value !== undefined && compares(value, sign, Number(wanted))
    })
}

/** The seed, a hyper-parameter or a metric's last value, by its name in lower case. */
function numberOf(name: string, run: Run): number | undefined {
  const { seed, metrics } = run.card.manifest
  const last = [...(run.story?.curves ?? [])].flatMap(([metric, { values }]) => (values.length > 0 ? [[metric, values.at(-1)!] as const] : []))
  const all = [['seed', seed] as const, ...Object.entries(hyperOf(run)), ...last, ...Object.entries(metrics ?? {})]
  const found = all.find(([key]) => key.toLowerCase() === name)?.[1]
  return found === undefined || typeof found === 'boolean' ? undefined : Number(found)
}

function compares(value: number, sign: string, wanted: number): boolean {
  switch (sign) {
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
    default:
      return value === wanted
  }
}

function timeOf(iso: string): string {
  const date = new Date(iso)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
