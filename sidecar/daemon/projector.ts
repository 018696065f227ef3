import { basename } from 'node:path'
import { GradlabError, toBase64, type FrameProblem, type FramesReply, type ProjectionMethod, type WireFrame } from '../../protocol'
import { alignToPrevious } from '../embed/align'
import { principalComponents } from '../embed/pca'
import { umap } from '../embed/umap'
import { listFrames, readFrame, type Frame, type StoredFrame } from '../store/frames'

export interface FramesWanted {
  readonly method: ProjectionMethod
  readonly tower?: string
  readonly afterStep: number
}

/**
 * Brings stored frames down to the plane, each aligned to the one before, and remembers what it made: a frame is read and projected
 * once. Frames that a resume dropped or wrote anew are forgotten, those that were thinned out are left out.
 */
export interface Projector {
  /** Ends early, with at least one frame more than before, after about a second or when somebody else waits. */
  frames(run: string, wanted: FramesWanted, isWaitedFor: () => boolean): Promise<FramesReply>
}

export function createProjector({ sliceMs = 1000, remembered = 12 } = {}): Projector {
  const films = new Map<string, Film>()
  const towersOf = createTowersReader()
  return {
    async frames(run, { method, tower: wantedTower, afterStep }, isWaitedFor) {
      const stored = listFrames(run)
      const towers = towersOf(stored)
      const tower = wantedTower !== undefined && towers.includes(wantedTower) ? wantedTower : towers[0]
      if (tower === undefined) {
        const problems = stored.flatMap((frame) => problemOf(frame.step, readFound(frame)))
        return { towers: [], tower: wantedTower ?? '', points: 0, frames: [], problems, remaining: 0 }
      }
      const film = filmOf(films, JSON.stringify([run, tower, method]), remembered)
      forget(film, stored)
      const missing = stored.slice(film.shots.length)
      const started = performance.now()
      let made = 0
      for (const frame of missing) {
        if (made > 0) {
          await new Promise(setImmediate) // lets the next request be heard
          if (performance.now() - started > sliceMs || isWaitedFor()) break
        }
        film.shots.push(shoot(film, frame, tower, method))
        made++
      }
      const shown = film.shots.flatMap(({ wire }) => (wire ? [wire] : []))
      const problems = film.shots.flatMap(({ step, problem }) => problemOf(step, problem))
      return { towers, tower, points: film.points, frames: shown.filter(({ step }) => step > afterStep), problems, remaining: missing.length - made }
    },
  }
}

/** What was made of one run's tower by one method: a shot for each stored frame, in their order. */
interface Film {
  shots: Shot[]
  newest?: Float32Array // positions that the next frame starts from and is aligned to
  points: number
}
interface Shot {
  readonly step: number
  readonly stamp: string
  /** Missing where the frame cannot be shown. */
  readonly wire?: WireFrame
  readonly positions?: Float32Array
  readonly problem?: GradlabError
}

function problemOf(step: number, found: Frame | GradlabError | undefined): FrameProblem[] {
  return found instanceof GradlabError ? [{ step, error: { code: found.code, context: found.context } }] : []
}

/** The films in order of their last use; the oldest go. */
function filmOf(films: Map<string, Film>, key: string, remembered: number): Film {
  const film = films.get(key) ?? { shots: [], points: 0 }
  films.delete(key)
  films.set(key, film)
  if (films.size > remembered) films.delete([...films.keys()][0]!)
  return film
}

/** Afterwards the shots are those of the first stored frames, one by one. */
function forget(film: Film, stored: readonly StoredFrame[]): void {
  const stamps = new Map(stored.map(({ step, stamp }) => [step, stamp]))
  const last = stored.at(-1)?.step ?? -1
  const changed = film.shots.findIndex(({ step, stamp }) => step > last || (stamps.has(step) && stamps.get(step) !== stamp))
  const isCut = changed >= 0
  const kept = (isCut ? film.shots.slice(0, changed) : film.shots).filter(({ step }) => stamps.has(step))
  const agreeing = kept.findIndex(({ step }, index) => stored[index]!.step !== step)
  film.shots = agreeing < 0 ? kept : kept.slice(0, agreeing)
  if (!isCut && agreeing < 0) return
  const before = film.shots.findLast(({ positions }) => positions)?.positions
  if (before) film.newest = before
  else delete film.newest
}

function shoot(film: Film, stored: StoredFrame, tower: string, method: ProjectionMethod): Shot {
  const { step, stamp } = stored
  const frame = readFound(stored)
  if (frame instanceof GradlabError) return { step, stamp, problem: frame }
  const found = frame?.towers[tower]
  if (!found || found.width === 0) return { step, stamp }
  const { width, values } = found
  const rows = values.length / width
  const before = film.newest?.length === rows * 2 ? film.newest : undefined
  try {
    const { positions: placed, explained } = project(values, rows, width, method, before)
    const positions = before ? alignToPrevious(placed, before, 2) : placed
    film.newest = positions
    film.points = rows
    const bytes = new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength)
    return { step, stamp, positions, wire: { step, positions: toBase64(bytes), ...(explained && { explained }) } }
  } catch (error) {
    // A network that diverged gives numbers that are not finite; the frames before and after it can still be looked at.
    if (error instanceof GradlabError && error.code === 'source/embedding') return { step, stamp, problem: error }
    throw error
  }
}

function project(
  values: Float32Array,
  rows: number,
  width: number,
  method: ProjectionMethod,
  before: Float32Array | undefined,
): { positions: Float32Array; explained?: number[] } {
  switch (method) {
    case 'pca':
      return principalComponents(values, rows, width, 2)
    case 'umap':
      return { positions: umap(values, rows, width, before) }
  }
}

/** The towers of the newest frame that can still be read; the same frame is not read again. */
function createTowersReader(): (stored: readonly StoredFrame[]) => readonly string[] {
  let known: { of: string; towers: readonly string[] } | undefined
  return (stored) => {
    for (const frame of stored.toReversed()) {
      const of = `${frame.path} ${frame.stamp}`
      if (known?.of === of) return known.towers
      const found = readFound(frame)
      if (!found || found instanceof GradlabError) continue
      known = { of, towers: Object.keys(found.towers) }
      return known.towers
    }
    return []
  }
}

/** Nothing where the run has thinned it out since it was listed; the error run/frame where it is damaged: the others can still be looked at. */
function readFound(stored: StoredFrame): Frame | GradlabError | undefined {
  try {
    return readFrame(stored)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const { step, path } = stored
    return new GradlabError('run/frame', { step, file: `frames/${basename(path)}`, problem: (cause as Error).message }, { cause })
  }
}
