import { hasEnded, type RunCard, type RunStatus } from '../../protocol'
import type { Palette } from '../theme/theme'
import type { Choices } from './choices'
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

/** The manifest knows of ends that no event tells (a crash); events know of what came after the manifest was read. */
export function statusOf(card: RunCard, story: Story | undefined): RunStatus {
  const { status } = card.manifest
  if (!story?.status || hasEnded(status)) return status
  return story.status
}

/** Whether a run is meant by a filter: every word is in its label, status or engine; `seed<4`, `seed:2` compare. */
export function matches(filter: string, { card: { manifest }, status }: Run): boolean {
  const text = `${manifest.variant} ${manifest.experiment} ${manifest.direction} ${status} ${manifest.engine ?? ''} ${manifest.name}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => {
      const seed = /^seed([<>:=])(\d+)$/.exec(word)
      if (!seed) return text.includes(word.replace(/\*+$/, '').replace(/^variant:/, ''))
      const wanted = Number(seed[2])
      return seed[1] === '<' ? manifest.seed < wanted : seed[1] === '>' ? manifest.seed > wanted : manifest.seed === wanted
    })
}

function timeOf(iso: string): string {
  const date = new Date(iso)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
