import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Values on their way from us to an engine or to PyTorch. */
export interface RawTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}
export type RawTensors = Readonly<Record<string, RawTensor>>

/** What both sides train with: the same first weights, what never changes (a graph), and batches that they take in turn. */
export interface ModelData {
  readonly weights: RawTensors
  readonly constants: RawTensors
  readonly batches: readonly RawTensors[]
}

interface Entry {
  readonly group: string
  readonly name: string
  readonly dtype: 'float32' | 'int32'
  readonly shape: readonly number[]
  readonly from: number // in bytes
}

/** tensors.json says what lies where in tensors.bin, little endian as all machines here are: PyTorch reads it without another package. */
export function writeModelData(folder: string, { weights, constants, batches }: ModelData): void {
  const groups: Record<string, RawTensors> = { weights, constants, ...Object.fromEntries(batches.map((batch, i) => [`batch${i}`, batch])) }
  const entries: Entry[] = []
  const parts: Uint8Array[] = []
  let from = 0
  for (const [group, tensors] of Object.entries(groups)) {
    for (const [name, { shape, values }] of Object.entries(tensors)) {
      entries.push({ group, name, dtype: values instanceof Int32Array ? 'int32' : 'float32', shape, from })
      parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      from += values.byteLength
    }
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tensors.bin'), Buffer.concat(parts))
  writeFileSync(join(folder, 'tensors.json'), JSON.stringify({ batches: batches.length, entries }))
}

export function readModelData(folder: string): ModelData {
  const bytes = readFileSync(join(folder, 'tensors.bin'))
  const { batches, entries } = JSON.parse(readFileSync(join(folder, 'tensors.json'), 'utf8')) as { batches: number; entries: Entry[] }
  const groupOf = (wanted: string): RawTensors =>
    Object.fromEntries(
      entries
        .filter(({ group }) => group === wanted)
        .map(({ name, dtype, shape, from }) => {
          const copy = Uint8Array.from(bytes.subarray(from, from + 4 * sizeOf(shape))).buffer
          return [name, { shape, values: dtype === 'int32' ? new Int32Array(copy) : new Float32Array(copy) }]
        }),
    )
  return { weights: groupOf('weights'), constants: groupOf('constants'), batches: Array.from({ length: batches }, (_, i) => groupOf(`batch${i}`)) }
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
