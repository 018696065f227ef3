import { hasEnded, type ProjectionMethod, type RunCard } from '../../protocol'
import type { Camera } from './camera'
import { COLORINGS, type Coloring } from './coloring'
import { THUMBNAILS, type Thumbnails } from './thumbnails'

/** What the user chose to look at: survives hiding and reload. Data never stands here. */
export interface Choices {
  readonly run: string | null
  readonly method: ProjectionMethod
  readonly tower: string | null
  /** Null while the newest frame is followed. */
  readonly step: number | null
  /** Null while everything is in sight. `of` names run, method and tower that it was chosen for. */
  readonly view: { readonly of: string; readonly camera: Camera } | null
  readonly labels: readonly string[]
  readonly isTable: boolean
  readonly wantsShapes: boolean
  readonly coloring: Coloring
  readonly thumbnails: Thumbnails
}

const fresh: Choices = {
  run: null,
  method: 'pca',
  tower: null,
  step: null,
  view: null,
  labels: [],
  isTable: false,
  wantsShapes: false,
  coloring: 'label',
  thumbnails: 'zoomed',
}

/** What was saved, each part that fits; an older version's or a broken state gives the defaults. */
export function readChoices(saved: unknown): Choices {
  if (!isRecord(saved)) return fresh
  const { run, method, tower, step, view, labels, isTable, wantsShapes, coloring, thumbnails } = saved
  return {
    run: typeof run === 'string' ? run : null,
    method: method === 'umap' || method === 'plain' ? method : 'pca',
    tower: typeof tower === 'string' ? tower : null,
    step: typeof step === 'number' && Number.isFinite(step) ? step : null,
    view: isRecord(view) && typeof view['of'] === 'string' && isCamera(view['camera']) ? { of: view['of'], camera: view['camera'] } : null,
    labels: Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [],
    isTable: isTable === true,
    wantsShapes: wantsShapes === true,
    coloring: COLORINGS.find((each) => each === coloring) ?? fresh.coloring,
    thumbnails: THUMBNAILS.find((each) => each === thumbnails) ?? fresh.thumbnails,
  }
}

/** The host decides when it names another run than before; else what was looked at stays, as long as there is such a run. */
export function runToShow(
  { cards, shown }: { readonly cards: readonly RunCard[]; readonly shown: string | null },
  shownBefore: string | null,
  looked: string | null,
): string | undefined {
  const known = (run: string | null): run is string => run !== null && cards.some((each) => each.run === run)
  if (shown !== shownBefore && known(shown)) return shown
  return known(looked) ? looked : (cards.find(({ manifest }) => !hasEnded(manifest.status)) ?? cards[0])?.run
}

function isCamera(value: unknown): value is Camera {
  return isRecord(value) && [value['x'], value['y'], value['span']].every(Number.isFinite) && Number(value['span']) > 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
