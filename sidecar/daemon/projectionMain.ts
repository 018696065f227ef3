import { parentPort } from 'node:worker_threads'
import { asGradlabError } from '../../protocol'
import type { FramesAnswer, FramesQuestion } from './frames'
import { createProjector } from './projector'

/** The thread that projects (dist/projection.js): one request after the other; a newer one ends the older after the frame at work. */
const projector = createProjector()
let newest = 0
let work = Promise.resolve()

parentPort!.on('message', ({ id, run, wanted }: FramesQuestion) => {
  newest = id
  work = work.then(async () => {
    let answer: FramesAnswer
    try {
      answer = { id, reply: await projector.frames(run, wanted, () => newest !== id) }
    } catch (error) {
      answer = { id, error: asGradlabError(error).toData() }
    }
    parentPort!.postMessage(answer)
  })
})
