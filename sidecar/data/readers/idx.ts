import type { Column, Splits } from '../table'
import { itemsOf } from '../table'
import { cutShort, malformed, readBytes, type Rows } from './rows'
import { join } from 'node:path'

/** A file of images and the file of their labels, and the publisher's split they are. */
export interface IdxPart {
  readonly images: string
  readonly labels: string
  readonly part?: keyof Splits
}

/** Images (rank 3, grey, or 4) and labels (rank 1), several pairs one after another. */
export async function readIdx(folder: string, pairs: readonly IdxPart[], labels?: readonly string[]): Promise<Rows> {
  const read = await Promise.all(pairs.map((pair) => readPair(join(folder, pair.images), join(folder, pair.labels))))
  const shape = read[0]!.shape
  for (const [index, other] of read.entries())
    if (other.shape.join() !== shape.join()) throw malformed(pairs[index]!.images, 'idx', shape.join(' × '), other.shape.join(' × '))
  const total = read.reduce((sum, { classes }) => sum + classes.length, 0)
  const values = read.length === 1 ? read[0]!.values : new Uint8Array(total * itemsOf(shape))
  const classes = new Int32Array(total)
  let at = 0
  for (const pair of read) {
    if (read.length > 1) values.set(pair.values, at * itemsOf(shape))
    classes.set(pair.classes, at)
    at += pair.classes.length
  }
  const names = labels ?? Array.from({ length: classes.reduce((most, label) => Math.max(most, label), 0) + 1 }, (_, label) => String(label))
  checkLabels(classes, names.length, join(folder, pairs[0]!.labels))
  const columns: Record<string, Column> = {
    image: { dtype: 'float32', shape, values, scale: 1 / 255 },
    label: { dtype: 'int32', shape: [], values: classes, labels: names },
  }
  const parts = read.flatMap(({ classes: { length } }, index) => new Array<keyof Splits>(length).fill(pairs[index]!.part ?? 'train'))
  return { columns, parts }
}

/** Of http://yann.lecun.com/exdb/mnist: two zero bytes, a type, the rank, the sides as big-endian int32, the values. Bytes only: images and labels. */
export function parseIdx(bytes: Uint8Array, file: string): { shape: number[]; values: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 4) throw cutShort(file, '≥ 4 bytes', `${bytes.length} bytes`)
  const [magic, rank] = [view.getUint32(0), bytes[3]!]
  if (magic >>> 8 !== BYTES || rank === 0) throw malformed(file, 'idx', '0x000008**', `0x${magic.toString(16).padStart(8, '0')}`)
  if (bytes.length < 4 + 4 * rank) throw cutShort(file, `≥ ${4 + 4 * rank} bytes`, `${bytes.length} bytes`)
  const shape = Array.from({ length: rank }, (_, side) => view.getUint32(4 + 4 * side))
  const values = bytes.subarray(4 + 4 * rank)
  const expected = itemsOf(shape)
  if (values.length < expected) throw cutShort(file, `${shape.join(' × ')} = ${expected} bytes`, `${values.length} bytes`)
  if (values.length > expected) throw malformed(file, 'idx', `${shape.join(' × ')} = ${expected} bytes`, `${values.length} bytes`)
  return { shape, values }
}

const BYTES = 0x000008 // the idx type of unsigned bytes

async function readPair(imageFile: string, labelFile: string): Promise<{ shape: number[]; values: Uint8Array; classes: Uint8Array }> {
  const [imageBytes, labelBytes] = await Promise.all([readBytes(imageFile), readBytes(labelFile)])
  const images = parseIdx(imageBytes, imageFile)
  const labels = parseIdx(labelBytes, labelFile)
  const [count, height, width, channels = 1] = images.shape
  if (count === undefined || height === undefined || width === undefined || images.shape.length > 4)
    throw malformed(imageFile, 'idx', 'n × h × w', images.shape.join(' × '))
  if (labels.shape.length !== 1) throw malformed(labelFile, 'idx', 'n', labels.shape.join(' × '))
  if (labels.shape[0] !== count) throw malformed(labelFile, 'idx', `n = ${count}`, `n = ${labels.shape[0]}`)
  return { shape: [height, width, channels], values: images.values, classes: labels.values }
}

function checkLabels(classes: Int32Array, count: number, file: string): void {
  const wrong = classes.find((label) => label >= count)
  if (wrong !== undefined) throw malformed(file, 'idx', `0 … ${count - 1}`, wrong)
}
