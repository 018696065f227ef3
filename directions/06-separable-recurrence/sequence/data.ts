import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Point, Split } from 'gradlab'

export interface Batch {
  x: tf.Tensor2D | tf.Tensor3D // characters [B, T], or frames of values [B, T, F]
  at?: tf.Tensor1D // for each row, which of all B·T steps it is after which something is asked; without, after each
  y: tf.Tensor1D // what: the character that follows, or the class
}
export interface Sequences extends Data<Batch> {
  inputs: { kind: 'characters'; alphabet: readonly string[] } | { kind: 'values'; frame: number }
  classes: number // N: characters, or class names
  length: number // T at most
  shown: Batch // for figures: one sequence of the validation split
}
type Asked = Context<{ readonly length: number; readonly frame: number }>

/** A text, whose characters are to be told one after another; or sounds or images, read from their first value to the last, and their class. */
export async function sequences(ctx: Asked): Promise<Sequences> {
  const all = await ctx.dataset()
  const { character, sound, image, label } = all.columns
  if (character?.labels) return textOf(all, character.labels, ctx)
  const column = sound ? 'sound' : image ? 'image' : undefined
  if (column && label?.labels) return valuesOf(all, column, label.labels, ctx)
  const got = Object.entries(all.columns).map(([name, { shape, labels }]) => `${name} ([${shape.join(', ')}]${labels ? ', with class names' : ''})`)
  throw new Error(
    `This scaffold reads a column character (one text), or columns sound or image and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data, for example a file my.txt.`,
  )
}

const mostProbed = 300

/** Windows of T characters and the T that follow them: in training from any place, else one after another; the last, unfinished one is left out. */
async function textOf(all: Dataset, alphabet: readonly string[], { hyper }: Asked): Promise<Sequences> {
  wholeNumber('length', hyper.length)
  const [train, validation, test] = (await Promise.all(
    (['train', 'validation', 'test'] as const).map(async (split) => {
      const rows = all.splits[split]
      if (rows.length < 2)
        throw new Error(
          `A text needs at least 2 characters in each split; the ${split} split of "${all.id}" has ${rows.length}. Choose a longer one with --data.`,
        )
      const text = (await all.tensor('character', rows).data()) as Int32Array
      return { rows, text, T: Math.min(hyper.length, text.length - 1) }
    }),
  )) as [Text, Text, Text]
  const part = (of: Text, stride: number): Split<Batch> => ({
    size: Math.floor((of.text.length - 1 - of.T) / stride) + 1,
    batch: (at) =>
      windows(
        of,
        Array.from(at, (i) => i * stride),
      ),
  })
  const places = spread(validation.text.length - validation.T, mostProbed)
  const probed = windows(validation, places)
  const points = places.map((from): Point => {
    const row = validation.rows[from + validation.T - 1]! // the last that is read
    return { ...all.point(row), label: kindOf(alphabet[validation.text[from + validation.T]!]!) }
  })
  const at = tf
    .range(0, places.length, 1, 'int32')
    .mul(tf.scalar(validation.T, 'int32'))
    .add(tf.scalar(validation.T - 1, 'int32')) as tf.Tensor1D
  return {
    inputs: { kind: 'characters', alphabet },
    classes: alphabet.length,
    length: Math.max(train.T, validation.T, test.T),
    train: part(train, 1),
    validation: part(validation, validation.T),
    test: part(test, test.T),
    probe: { batch: { ...probed, at, y: probed.y.gather(at) }, points },
    shown: windows(validation, [0]),
  }
}
interface Text {
  rows: Int32Array
  text: Int32Array
  T: number
}

function windows({ text, T }: Text, from: readonly number[]): Batch {
  const cut = (shift: number) => Int32Array.from({ length: from.length * T }, (_, i) => text[from[Math.floor(i / T)]! + (i % T) + shift]!)
  return { x: tf.tensor2d(cut(0), [from.length, T], 'int32'), y: tf.tensor1d(cut(1), 'int32') }
}

/** Rows of values, F of them a step; the class is asked after the last step that is no padding. One deviation over the training split is 1. */
async function valuesOf(all: Dataset, column: 'sound' | 'image', labels: readonly string[], { hyper }: Asked): Promise<Sequences> {
  const F = wholeNumber('frame', hyper.frame)
  const size = all.columns[column]!.shape.reduce((product, side) => product * side, 1)
  const T = Math.ceil(size / F)
  const { train, validation, test } = all.splits
  const { mean, variance } = tf.moments(all.tensor(column, train.slice(0, 500)))
  const deviation = variance.sqrt().add(1e-6)
  const batch = (rows: Int32Array): Batch => {
    const values = all.tensor(column, rows).reshape([rows.length, size]).sub(mean).div(deviation)
    const x = values
      .pad([
        [0, 0],
        [0, T * F - size],
      ])
      .reshape([rows.length, T, F]) as tf.Tensor3D
    const last = all.columns['length'] ? tf.floorDiv(all.tensor('length', rows).sub(1), F).clipByValue(0, T - 1) : tf.fill([rows.length], T - 1)
    const at = tf
      .range(0, rows.length * T, T, 'int32')
      .add(last)
      .toInt() as tf.Tensor1D
    return { x, at, y: all.tensor('label', rows) as tf.Tensor1D }
  }
  const part = (rows: Int32Array): Split<Batch> => ({ size: rows.length, batch: (at) => batch(at.map((i) => rows[i]!)) })
  const probed = validation.slice(0, mostProbed)
  return {
    inputs: { kind: 'values', frame: F },
    classes: labels.length,
    length: T,
    train: part(train),
    validation: part(validation),
    test: part(test),
    probe: { batch: batch(probed), points: Array.from(probed, (row) => all.point(row)) },
    shown: batch(validation.slice(0, 1)),
  }
}

/** What a character is to a reader. */
export function kindOf(character: string): string {
  if (/\n/.test(character)) return 'line end'
  if (/\s/.test(character)) return 'space'
  if (/[aeiouàâäéèêëîïôöùûüœ]/i.test(character)) return 'vowel'
  if (/\p{L}/u.test(character)) return /\p{Script=Latin}/u.test(character) ? 'consonant' : 'letter'
  return /\p{N}/u.test(character) ? 'digit' : 'mark'
}

/** Up to `most` places in 0 … size − 1, as far apart as they can be. */
function spread(size: number, most: number): number[] {
  const count = Math.min(size, most)
  return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count))
}

function wholeNumber(key: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`${key} must be a whole number of at least 1, got ${value}. Set it with --set ${key}=16.`)
}
