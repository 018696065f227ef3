import { Worker } from 'node:worker_threads'

/**
 * A sign of life a second over a file descriptor, from a thread of its own: a step that takes minutes is not a hang. When nobody reads any more, the
 * parent is dead; the main thread then does what is left to do, and if it has not ended within `graceMs` this thread ends the process.
 */
export function startHeartbeat(descriptor: number, graceMs: number): void {
  const worker = new Worker(beat, { eval: true, workerData: { descriptor, everyMs: 1000, graceMs } })
  worker.unref()
}

/** Plain JavaScript: a worker from source text needs no file of its own beside the bundle. */
const beat = `
const { writeSync } = require('node:fs')
const { workerData: { descriptor, everyMs, graceMs } } = require('node:worker_threads')
const timer = setInterval(() => {
  try {
    writeSync(descriptor, '.')
  } catch (error) {
    if (error.code === 'EAGAIN') return
    clearInterval(timer)
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs)
  }
}, everyMs)
`
