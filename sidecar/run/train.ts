import { asGradlabError, toJsonNumber, type EndStatus, type GradlabError, type Metrics, type RunEvent } from '../../protocol'
import { openEventLog } from '../store/events'
import { parseManifest } from '../store/manifest'
import { giveReserve, holdReserve } from '../store/reserve'
import type { CommandQueue } from './commands'
import { makeSteps } from './loop'
import { watchKernels } from './kernelWatch'
import { prepare, type Prepared } from './prepare'
import { createRecorder, type Recorder } from './recorder'

/**
 * Makes a run folder go on to its end, from its last checkpoint where it has one. Never throws: what goes wrong stands in the folder, and
 * in the last event.
 */
export async function trainRun(run: string, commands: CommandQueue, send: (event: RunEvent) => void): Promise<void> {
  const log = openEventLog(run)
  const recorder = createRecorder(run, parseManifest(run), log, send)
  if (log.droppedBytes > 0) recorder.emit({ kind: 'notice', code: 'log-repaired', context: { bytes: log.droppedBytes } })
  const kernels = watchKernels()
  let end: End | undefined
  let lostAt: number | undefined
  while (!end) {
    let prepared: Prepared | undefined
    try {
      holdReserve(run)
      prepared = await prepare(run, recorder, kernels)
      end = await makeSteps(prepared, recorder, commands)
    } catch (thrown) {
      const error = asGradlabError(thrown)
      const { step } = recorder.manifest
      // Once a checkpoint: a device that is lost again at the same place would be lost for ever.
      if (error.code === 'device/lost' && step !== lostAt) {
        lostAt = step
        prepared?.session.dispose()
        recorder.emit({ kind: 'notice', code: 'device-lost', context: { step, problem: error.message } })
      } else end = { status: 'failed', metrics: {}, error }
    } finally {
      prepared?.peers.end()
    }
  }
  giveReserve(run)
  finish(recorder, end)
}

/** How a run ended, and the metrics of its last line: only what seed and engine determine. */
export interface End {
  readonly status: EndStatus
  readonly metrics: Metrics
  readonly error?: GradlabError
}

function finish(recorder: Recorder, { status, metrics, error }: End): void {
  const written = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, toJsonNumber(value)]))
  const data = error?.toData()
  recorder.update({ status, metrics: written, error: data })
  const { step, seconds } = recorder.manifest
  recorder.emit({ kind: 'ended', status, step, seconds, metrics: written, ...(data && { error: data }) })
}
