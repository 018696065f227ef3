import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Picture, Split } from 'gradlab'
import { penFilms, videoFilms, type Films } from './films'
import { shuffle, taskOf, thinned, type Clip } from './tasks'

export interface Batch {
  x: tf.Tensor5D // [B, T, height, width, channels] of mean 0 and deviation 1 over the training split
  length?: tf.Tensor1D // [B] frames that are there, where clips are of unequal length
  y: tf.Tensor1D // [B] class number
}
export interface Clips extends Data<Batch> {
  shape: readonly [frames: number, height: number, width: number, channels: number]
  classes: number // N
  labels: readonly string[]
  shown: { clip: Batch; frames: Picture[]; label: string }[] // for figures: the first validation clip of each of three classes
}
type Asked = Context<{ readonly frames: number; readonly stride: number; readonly side: number; readonly disorder: 'shuffled' | 'reversed' }>

/** Clips with a class each; the tip of a pen on its way, forward or reversed; or clips without classes, of which it is told whether they are in order. */
export async function clips(ctx: Asked): Promise<Clips> {
  const all = await ctx.dataset()
  const films = await filmsOf(all, ctx)
  const task = taskOf(all, films, ctx.hyper)
  const { train, validation, test } = all.splits
  const [trainClips, validationClips, testClips] = [train, validation, test].map((rows) => Array.from(rows).flatMap(task.clipsOf)) as [Clip[], Clip[], Clip[]]
  for (const [name, { length }] of Object.entries(all.splits)) {
    if (length === 0) throw new Error(`Each split needs a clip; the ${name} split of "${all.id}" has none. Add clips, three or more in all.`)
  }
  const T = Math.max(...trainClips.concat(validationClips, testClips).map(({ frames }) => frames.length))
  const isUnequal = trainClips.concat(validationClips, testClips).some(({ frames }) => frames.length < T)

  const pixels = (clips: readonly Clip[]): tf.Tensor5D => films.take(clips, T)
  const moving = (x: tf.Tensor5D): tf.Tensor5D => (task.isStillTakenAway ? x.sub(x.mean(1, true)) : x)
  const standard = await standardizer(moving(pixels(trainClips.slice(0, mostMeasured))))
  const batch = (clips: readonly Clip[]): Batch => ({
    x: standard(moving(pixels(clips))),
    ...(isUnequal && {
      length: tf.tensor1d(
        clips.map(({ frames }) => frames.length),
        'int32',
      ),
    }),
    y: task.classesOf(clips),
  })
  const part = (clips: readonly Clip[]): Split<Batch> => ({ size: clips.length, batch: (at) => batch(Array.from(at, (i) => clips[i]!)) })
  const training: Split<Batch> = {
    size: trainClips.length,
    batch(at, ctx) {
      const rng = ctx.rng('disorder')
      return batch(Array.from(at, (i) => (task.isDisordered(trainClips[i]!) ? shuffle(trainClips[i]!, rng.integer(2 ** 31)) : trainClips[i]!)))
    },
  }
  const shuffled = (clips: readonly Clip[]): Split<Batch> => part(clips.slice(0, mostShuffled).map((clip, i) => shuffle(clip, i)))

  const probed = validationClips.slice(0, mostProbed)
  const probe = batch(probed)
  const classOf = Array.from(await probe.y.data())
  const pictures = await picturesOf(pixels(probed), probed)
  const shown = [...new Set(classOf)].slice(0, 3).map((label) => {
    const i = classOf.indexOf(label)
    return { clip: batch([probed[i]!]), frames: pictures[i]!, label: task.labels[label]! }
  })
  return {
    shape: [T, ...films.shape],
    classes: task.labels.length,
    labels: task.labels,
    shown,
    train: training,
    validation: part(validationClips),
    test: part(testClips),
    splits: { 'validation-shuffled': shuffled(validationClips), 'test-shuffled': shuffled(testClips) }, // the same clips, their frames in another order
    probe: { batch: probe, points: pictures.map((frames, i) => ({ label: task.labels[classOf[i]!]!, image: strip(frames, 6) })) },
  }
}

const mostMeasured = 200
const mostProbed = 300
const mostShuffled = 1000

async function filmsOf(all: Dataset, { hyper }: Asked): Promise<Films> {
  const { video, points, label } = all.columns
  wholeNumber('frames', hyper.frames, 2)
  wholeNumber('stride', hyper.stride, 1)
  wholeNumber('side', hyper.side, 8)
  if (video?.shape.length === 4) return videoFilms(all, hyper.side)
  if (points?.shape.length === 2 && label?.labels) return penFilms(all, hyper.frames)
  const got = Object.entries(all.columns).map(([name, column]) => `${name} ([${column.shape.join(', ')}]${column.labels ? ', with class names' : ''})`)
  throw new Error(
    `This scaffold reads clips: a column video ([frames, height, width, channels]), with label or without; or points ([points, 2]) and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data, for example a folder of clips: label/clip/frame.png.`,
  )
}

/** One mean and deviation for all pixels, so that colors keep their balance. */
async function standardizer(sample: tf.Tensor): Promise<(x: tf.Tensor5D) => tf.Tensor5D> {
  const { mean, variance } = tf.moments(sample)
  const [center, spread] = [(await mean.data())[0]!, Math.sqrt((await variance.data())[0]!) || 1]
  return (x) => x.sub(center).div(spread)
}

/** The frames that are there, of each clip. */
async function picturesOf(x: tf.Tensor5D, clips: readonly Clip[]): Promise<Picture[][]> {
  const [, T, height, width, C] = x.shape
  const values = await x.data()
  const size = height * width * C
  const channels = C === 3 ? 3 : 1
  return clips.map(({ frames }, i) =>
    frames.map((_, t) => {
      const bytes = new Uint8Array(height * width * channels)
      for (let at = 0; at < bytes.length; at++) bytes[at] = Math.round(255 * values[(i * T + t) * size + (channels === C ? at : at * C)]!)
      return { width, height, channels, bytes }
    }),
  )
}

/** At most so many of the frames beside one another, from the first to the last. */
export function strip(frames: readonly Picture[], most = frames.length): Picture {
  const chosen = thinned(frames.length, most).map((t) => frames[t]!)
  const { width, height, channels } = chosen[0]!
  const bytes = new Uint8Array(width * chosen.length * height * channels)
  chosen.forEach((frame, t) => {
    for (let row = 0; row < height; row++) {
      bytes.set(frame.bytes.subarray(row * width * channels, (row + 1) * width * channels), (row * chosen.length + t) * width * channels)
    }
  })
  return { width: width * chosen.length, height, channels, bytes }
}

function wholeNumber(key: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${key} must be a whole number of at least ${least}, got ${value}. Set it with --set ${key}=16.`)
}
