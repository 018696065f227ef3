import * as tf from '@tensorflow/tfjs'
import type { Dataset } from 'gradlab'
import type { Films } from './films'

/** Which frames of a row are played, in which order; where `twin` is 1, it is the other clip that the same frames make. */
export interface Clip {
  row: number
  frames: readonly number[]
  twin: 0 | 1
}

/** What is to be told of a clip, and the clips that one row gives. */
export interface Task {
  labels: readonly string[]
  clipsOf(row: number): Clip[]
  /** The class of each, [B]. */
  classesOf(clips: readonly Clip[]): tf.Tensor1D
  /** Whether each clip's mean over frames is taken away: it knows nothing of order, and hides what moves. */
  isStillTakenAway: boolean
  /** Whether its frames are to be in any order but the right one: in training, another each time. */
  isDisordered(clip: Clip): boolean
}
interface Asked {
  readonly frames: number
  readonly stride: number
  readonly disorder: 'shuffled' | 'reversed'
}

export function taskOf(all: Dataset, films: Films, hyper: Asked): Task {
  const labels = all.columns['label']?.labels
  if (!labels) return orderOfWindows(all, films, hyper)
  return films.isDrawn ? bothWays(all, films, labels) : labelled(all, films, labels, hyper)
}

/** Each clip has its class. */
function labelled(all: Dataset, { lengthOf }: Films, labels: readonly string[], { frames: T }: Asked): Task {
  return {
    labels,
    clipsOf: (row) => [{ row, frames: thinned(lengthOf(row), T), twin: 0 }],
    classesOf: (clips) => labelsOf(all, clips),
    isStillTakenAway: false,
    isDisordered: () => false,
  }
}

/** Each path is gone forward and backwards: two classes for each of the set's. */
function bothWays(all: Dataset, { lengthOf }: Films, labels: readonly string[]): Task {
  return {
    labels: labels.flatMap((label) => [`${label} forward`, `${label} reversed`]),
    clipsOf: (row) => [
      { row, frames: range(lengthOf(row)), twin: 0 },
      { row, frames: range(lengthOf(row)).reverse(), twin: 1 },
    ],
    classesOf: (clips) => labelsOf(all, clips).mul(tf.scalar(2, 'int32')).add(twinsOf(clips)),
    isStillTakenAway: false,
    isDisordered: () => false,
  }
}

/** Misra et al. 2016, arXiv:1603.08561: every window of T frames of a clip, as it was and out of order, is to be told apart. All windows are of one length. */
function orderOfWindows(all: Dataset, { lengthOf }: Films, { frames, stride, disorder }: Asked): Task {
  const shortest = Math.min(...Object.values(all.splits).flatMap((rows) => Array.from(rows, lengthOf)))
  const T = Math.min(frames, Math.floor((shortest - 1) / stride) + 1)
  if (T < 2)
    throw new Error(
      `An order needs two frames; the shortest clip of "${all.id}" has ${shortest}, of which every ${stride}th is taken. Set a smaller one with --set stride=1.`,
    )
  return {
    labels: ['in order', disorder],
    clipsOf: (row) =>
      range(lengthOf(row) - (T - 1) * stride).flatMap((from): Clip[] => {
        const inOrder: Clip = { row, frames: range(T).map((t) => from + t * stride), twin: 0 }
        const other: Clip = { ...inOrder, twin: 1 }
        return [inOrder, disorder === 'reversed' ? { ...other, frames: [...other.frames].reverse() } : shuffle(other, 1000 * row + from)]
      }),
    classesOf: twinsOf,
    isStillTakenAway: true,
    isDisordered: ({ twin }) => twin === 1 && disorder === 'shuffled',
  }
}

const labelsOf = (all: Dataset, clips: readonly Clip[]): tf.Tensor1D =>
  all.tensor(
    'label',
    Int32Array.from(clips, ({ row }) => row),
  ) as tf.Tensor1D
const twinsOf = (clips: readonly Clip[]): tf.Tensor1D =>
  tf.tensor1d(
    clips.map(({ twin }) => twin),
    'int32',
  )

/** T of `length` frames, as evenly as can be; all where there are no more. */
export function thinned(length: number, T: number): number[] {
  return length <= T ? range(length) : Array.from({ length: T }, (_, t) => Math.floor(((t + 0.5) * length) / T))
}

/** The same frames in another order than the right one, and than before; the same for the same seed: Fisher and Yates on mulberry32 (T. Ettinger). */
export function shuffle<C extends Pick<Clip, 'frames'>>(clip: C, seed: number): C {
  const right = [...clip.frames].sort((a, b) => a - b)
  const frames = [...right]
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const isIn = (order: readonly number[]): boolean => frames.every((frame, t) => frame === order[t])
  while (frames.length > 2 ? isIn(right) || isIn(clip.frames) : frames.length > 1 && isIn(clip.frames)) {
    for (let last = frames.length - 1; last > 0; last--) {
      const other = Math.floor(next() * (last + 1))
      ;[frames[last], frames[other]] = [frames[other]!, frames[last]!]
    }
  }
  return { ...clip, frames }
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
