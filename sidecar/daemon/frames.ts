import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { asGradlabError, GradlabError, type ErrorData, type FramesReply } from '../../protocol'
import { distFolder } from '../places'
import type { FramesWanted } from './projector'

/**
 * Positions of a run's frames, made in a thread of its own so that the daemon's loop goes on. Nothing is read or computed unless it is
 * asked for. A reply may hold only the first frames (`remaining`).
 */
export interface FrameService {
  frames(run: string, wanted: FramesWanted): Promise<FramesReply>
  close(): void
}

export interface FramesQuestion {
  readonly id: number
  readonly run: string
  readonly wanted: FramesWanted
}
export type FramesAnswer = { readonly id: number; readonly reply: FramesReply } | { readonly id: number; readonly error: ErrorData }

/** @param script the bundle of projectionMain.ts */
export function createFrameService(script: string = join(distFolder, 'projection.js')): FrameService {
  const waiting = new Map<number, { resolve(reply: FramesReply): void; reject(error: GradlabError): void }>()
  let worker: Worker | undefined
  let lastId = 0
  let isClosed = false

  const failAll = (error: GradlabError): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(script)
    const lose = (error: GradlabError): void => {
      if (worker !== started) return
      worker = undefined // the next request starts another
      failAll(error)
    }
    started.on('message', (answer: FramesAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref() // an idle thread keeps no process alive
      if ('reply' in answer) asked?.resolve(answer.reply)
      else asked?.reject(GradlabError.fromData(answer.error))
    })
    started.on('error', (error) => lose(asGradlabError(error)))
    started.on('exit', (code) => lose(new GradlabError('internal', { problem: `the projection thread ended with ${code}` })))
    return started
  }

  return {
    frames(run, wanted) {
      if (isClosed) return Promise.reject(new GradlabError('internal', { problem: 'the frame service is closed' }))
      return new Promise((resolve, reject) => {
        worker ??= start()
        worker.ref()
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, run, wanted } satisfies FramesQuestion)
      })
    },
    close() {
      isClosed = true
      const ending = worker
      worker = undefined
      failAll(new GradlabError('internal', { problem: 'the frame service is closed' }))
      void ending?.terminate()
    },
  }
}
