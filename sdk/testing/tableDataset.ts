import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../../protocol'
import type { Dataset } from '../data'

/** A data set as a test plants it: one row a label. */
export interface TableContents {
  readonly label: readonly number[]
  /** Names of the classes, in the order of their numbers. */
  readonly labels: readonly string[]
  /** Values of 0..1, one row after another; `shape` is that of one row. */
  readonly image?: { readonly shape: readonly number[]; readonly values: ArrayLike<number> }
  readonly text?: readonly string[]
  /** Every fifth row is for validation and the one after it for testing, unless said. */
  readonly splits?: { readonly train: readonly number[]; readonly validation: readonly number[]; readonly test: readonly number[] }
}

/** An in-memory data set, for a task whose answer is known by construction. */
export function tableDataset({ label, labels, image, text, splits }: TableContents): Dataset {
  const size = label.length
  const width = image ? image.shape.reduce((a, b) => a * b, 1) : 0
  if (image && image.values.length !== size * width) throw new RangeError(`${size} images of ${width} values need ${size * width}, got ${image.values.length}`)
  if (text && text.length !== size) throw new RangeError(`${size} labels need as many texts, got ${text.length}`)
  const known = ['label', ...(image ? ['image'] : []), ...(text ? ['text'] : [])].join(', ')
  const every = Array.from({ length: size }, (_, row) => row)
  const own = splits ?? {
    train: every.filter((row) => row % 5 < 3),
    validation: every.filter((row) => row % 5 === 3),
    test: every.filter((row) => row % 5 === 4),
  }
  return {
    id: 'table',
    size,
    columns: {
      label: { shape: [], dtype: 'int32', labels },
      ...(image && { image: { shape: image.shape, dtype: 'float32' } }),
      ...(text && { text: { shape: [], dtype: 'string' } }),
    },
    splits: { train: Int32Array.from(own.train), validation: Int32Array.from(own.validation), test: Int32Array.from(own.test) },
    tensor(column, rows) {
      if (column === 'label')
        return tf.tensor1d(
          Int32Array.from(rows, (row) => label[row]!),
          'int32',
        )
      if (column === 'text' && text)
        return tf.tensor1d(
          Array.from(rows, (row) => text[row]!),
          'string',
        )
      if (column !== 'image' || !image) throw new GradlabError('data/column', { id: 'table', column, known })
      const values = new Float32Array(rows.length * width)
      rows.forEach((row, i) => {
        for (let at = 0; at < width; at++) values[i * width + at] = image.values[row * width + at]!
      })
      return tf.tensor(values, [rows.length, ...image.shape], 'float32')
    },
    strings(column, rows) {
      if (column !== 'text' || !text) throw new GradlabError('data/column', { id: 'table', column, known })
      return Array.from(rows, (row) => text[row]!)
    },
    point: (row) => ({ label: labels[label[row]!]!, ...(text && { text: text[row]! }) }),
  }
}
