import { Worker } from 'node:worker_threads'

/**
 * A sign of life a second over file descriptor 4, from a thread of its own: a step that takes minutes is not a hang. When nobody reads any
 * more, the supervisor is dead; the main thread then writes a checkpoint, and if it has not ended within 5 s this thread ends the process.
 */
export function startHeartbeat(): void {
  const worker = new Worker(beat, { eval: true, workerData: { descriptor: 4, everyMs: 1000, graceMs: 5000 } })
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
