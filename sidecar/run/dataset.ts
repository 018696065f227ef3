import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../../protocol'
import type { Dataset } from '../../sdk'
import type { Column, Table } from '../data/table'

/** A table as scaffolds see it: rows become tensors when they are asked for. */
export function toDataset(table: Table): Dataset {
  const column = (name: string): Column => {
    const found = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
    if (!found) throw new GradlabError('data/column', { id: table.id, column: name, known: Object.keys(table.columns).join(', ') })
    return found
  }
  return {
    id: table.id,
    size: table.size,
    columns: Object.fromEntries(
      Object.entries(table.columns).map(([name, { dtype, shape, ...rest }]) => [
        name,
        { dtype, shape, ...('labels' in rest && rest.labels && { labels: rest.labels }), ...('texts' in rest && rest.texts && { texts: rest.texts }) },
      ]),
    ),
    splits: table.splits,
    tensor(name, rows) {
      const from = column(name)
      if (from.dtype === 'string') return tf.tensor(this.strings(name, rows), [rows.length], 'string')
      const width = from.shape.reduce((a, b) => a * b, 1)
      const shape = [rows.length, ...from.shape]
      if (from.dtype === 'int32') return tf.tensor(gather(from.values, rows, width, new Int32Array(rows.length * width), 1), shape, 'int32')
      return tf.tensor(gather(from.values, rows, width, new Float32Array(rows.length * width), from.scale), shape, 'float32')
    },
    strings(name, rows) {
      const from = column(name)
      if (from.dtype !== 'string')
        throw new GradlabError('data/column', { id: table.id, column: `${name} (string)`, known: Object.keys(table.columns).join(', ') })
      return Array.from(rows, (row) => from.values[row]!)
    },
    point: (row) => table.point(row),
  }
}

function gather<T extends Float32Array | Int32Array>(values: ArrayLike<number>, rows: Int32Array, width: number, into: T, scale: number): T {
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) into[i * width + j] = values[row * width + j]! * scale
  })
  return into
}
