import { workerData } from 'node:worker_threads'
import { doParts, kernelNames, mostValues, valuesAt, waitWhile, word, type ThreadStart } from './threads'

// One thread of the engine: it waits for calls and does parts of them. It ends when its process does, or is terminated.

const { module, memory, control } = workerData as ThreadStart
const { exports } = new WebAssembly.Instance(module, { env: { memory } })
const kernels = kernelNames(exports).map((name) => exports[name] as (...values: number[]) => void)
const words = new Int32Array(control, 0, valuesAt / 4)
const values = new Float64Array(control, valuesAt, mostValues)

Atomics.add(words, word.alive, 1)
for (;;) {
  waitWhile(words, word.ticket, (ticket) => (ticket & 255) === 0)
  doParts(words, (part) => kernels[words[word.kernel]!]!(...values.subarray(0, words[word.values]), part, words[word.parts]!))
}
