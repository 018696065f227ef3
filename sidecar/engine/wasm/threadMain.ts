import { workerData } from 'node:worker_threads'
import { kernelNames, mostValues, valuesAt, waitWhile, word, type ThreadStart } from './threads'

// One thread of the engine: it waits for calls and does its part of each. It ends when its process does, or is terminated.

const { module, memory, control, part } = workerData as ThreadStart
const { exports } = new WebAssembly.Instance(module, { env: { memory } })
const kernels = kernelNames(exports).map((name) => exports[name] as (...values: number[]) => void)
const words = new Int32Array(control, 0, valuesAt / 4)
const values = new Float64Array(control, valuesAt, mostValues)

let last = Atomics.load(words, word.call)
Atomics.add(words, word.alive, 1)
for (;;) {
  const before = last
  last = waitWhile(words, word.call, (call) => call === before)
  try {
    kernels[words[word.kernel]!]!(...values.subarray(0, words[word.values]), part, words[word.parts]!)
  } catch {
    Atomics.store(words, word.failed, 1) // the main thread waits for this part: it is told, not left waiting
  }
  if (Atomics.sub(words, word.pending, 1) === 1) Atomics.notify(words, word.pending)
}
