import { philox } from '../../sdk/random/philox'
import { sizeOf, type RawTensor } from './tensors'

/** Makes tensors of random values that follow from the seed alone, without an engine. */
export interface Draw {
  normal(shape: readonly number[], std: number): RawTensor
  /** For a layer of `inputs` into a rectifier: He et al. 2015, eq. 10. */
  he(shape: readonly number[], inputs: number): RawTensor
  uniform(shape: readonly number[]): RawTensor
  integers(shape: readonly number[], from: number, below: number): RawTensor
}

export function createDraw(seed: number): Draw {
  const counter = new Uint32Array(4)
  const block = new Uint32Array(4)
  let taken = 4
  const next = (): number => {
    if (taken === 4) {
      philox(counter, [seed, 0], block)
      counter[0]!++
      taken = 0
    }
    return (block[taken++]! + 0.5) / 2 ** 32 // never 0, of which there is no logarithm
  }
  /** Box and Muller 1958. */
  const gauss = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
  const floats = (shape: readonly number[], make: () => number): RawTensor => ({ shape, values: Float32Array.from({ length: sizeOf(shape) }, make) })
  return {
    normal: (shape, std) => floats(shape, () => std * gauss()),
    he: (shape, inputs) => floats(shape, () => Math.sqrt(2 / inputs) * gauss()),
    uniform: (shape) => floats(shape, next),
    integers: (shape, from, below) => ({ shape, values: Int32Array.from({ length: sizeOf(shape) }, () => from + Math.floor(next() * (below - from))) }),
  }
}

export const constant = (shape: readonly number[], value: number): RawTensor => ({ shape, values: new Float32Array(sizeOf(shape)).fill(value) })
