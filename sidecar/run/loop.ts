import { setImmediate } from 'node:timers/promises'
import type { RunCommand, SafeFile } from '../../protocol'
import { trimEngine } from '../engine/engines'
import { placeError } from '../load/explain'
import type { CommandQueue } from './commands'
import { createCostMeter } from './costMeter'
import { createLeakGuard } from './leaks'
import { refuseNonFinite } from './nonFinite'
import type { Prepared } from './prepare'
import type { Recorder } from './recorder'
import { createScalarRing } from './scalars'
import type { End } from './train'

/** Design § 5 promises a line every 20 steps. */
const readBack = { mostSteps: 10, mostMs: 100, now: () => performance.now() }
const checkpointEveryMs = 30_000

/** The outer loop: steps, read-backs, evaluations, checkpoints, and what people ask meanwhile. */
export async function makeSteps(prepared: Prepared, recorder: Recorder, commands: CommandQueue): Promise<End> {
  const { session, checkpointer, abort } = prepared
  const ring = createScalarRing(readBack)
  const leaks = createLeakGuard(prepared.kernels, prepared.locator)
  const steps = recorder.manifest.steps!
  const evaluateEvery = Number(session.hyper['evaluateEvery'])

  const frameOfStart = session.stepsMade === 0 ? await prepareFrameOfStart(prepared, recorder) : undefined

  const isCounted = recorder.manifest.multiplyAdds !== undefined
  const cost = createCostMeter(prepared, steps - session.stepsMade, isCounted ? undefined : (multiplyAdds) => recorder.update({ multiplyAdds }))
  const step = async (): Promise<void> => {
    const scalars = await cost.during(() => session.step())
    ring.push(session.stepsMade, scalars)
  }
  const readScalars = async (): Promise<void> => {
    const block = await ring.flush()
    if (!block) return
    recorder.scalars(block)
    for (const [name, values] of Object.entries(block.series)) checkpointer.metrics[name] = values.findLast((value) => value !== null)!
    await refuseNonFinite(block, prepared)
    await frameOfStart?.()
    leaks.check()
  }
  const save = async (): Promise<void> => {
    await readScalars()
    if (checkpointer.step !== session.stepsMade) await checkpointer.write()
  }
  /** Validation metrics, the probe's embedding, the figures. */
  const look = async (): Promise<void> => {
    const found = await session.evaluate()
    Object.assign(checkpointer.metrics, found)
    recorder.scalars({ steps: [session.stepsMade], series: Object.fromEntries(Object.entries(found).map(([name, value]) => [name, [value]])) })
    await recorder.frame(session)
    await recorder.figures(session)
  }
  const obey = async (command: RunCommand): Promise<Wish | undefined> => {
    switch (command.kind) {
      case 'pause':
        return 'pause'
      case 'continue':
        return 'train'
      case 'stop':
        return 'stop'
      case 'interrupt':
        if (command.supervisorLost) recorder.update({ supervisorLost: true })
        return 'interrupt'
      case 'set': {
        const value = session.set(command.key, command.value)
        recorder.update({ liveChanges: true })
        recorder.emit({ kind: 'hyper', step: session.stepsMade, key: command.key, value })
        await readScalars()
        await checkpointer.write() // so that a crash cannot lose the change
        return undefined
      }
    }
  }

  const asked: { wish: Wish } = { wish: 'train' }
  const listen = (): Promise<void> => commands.settle(async (command) => void (asked.wish = (await obey(command)) ?? asked.wish))
  const stopAsked = commands.onPush((command) => {
    if (command.kind === 'stop' || command.kind === 'interrupt') abort.abort()
  })

  try {
    while (session.stepsMade < steps) {
      await listen()
      if (asked.wish === 'pause') await rest()
      if (asked.wish === 'stop' || asked.wish === 'interrupt') {
        await save()
        return { status: asked.wish === 'stop' ? 'stopped' : 'interrupted', metrics: checkpointer.metrics }
      }
      if (leaks.isWatching) await leaks.watch(step, (notice) => recorder.emit(notice))
      else await step()
      const isTimeToLook = session.stepsMade % evaluateEvery === 0 || session.stepsMade === steps
      if (isTimeToLook) {
        await readScalars()
        await look()
        trimEngine()
      } else if (ring.isDue()) await readScalars()
      if (isTimeToLook || checkpointer.ageMs > checkpointEveryMs) await save()
      await setImmediate() // lets commands in
    }
    return { status: 'completed', metrics: { ...checkpointer.metrics, ...(await session.finish()) } }
  } catch (error) {
    if (!abort.signal.aborted) throw placeError(error, prepared.locator)
    // Cut off in the middle of a step or an evaluation: the last checkpoint holds, what came after it will be made again.
    await listen()
    return { status: asked.wish === 'stop' ? 'stopped' : 'interrupted', metrics: checkpointer.metrics }
  } finally {
    stopAsked()
  }

  /** A paused run waits here, its checkpoint written, until someone wants something else. */
  async function rest(): Promise<void> {
    await save()
    recorder.update({ status: 'paused' })
    recorder.emit({ kind: 'paused', step: session.stepsMade })
    while (asked.wish === 'pause') {
      await commands.next()
      await listen()
    }
    recorder.update({ status: 'running' })
    if (asked.wish === 'train') recorder.emit({ kind: 'continued', step: session.stepsMade })
  }
}

/**
 * The embedding before the first step, made after it: a person waits for the first loss, not for this. The state is put back as it was.
 * @returns what makes it, once
 */
async function prepareFrameOfStart({ session }: Prepared, recorder: Recorder): Promise<() => Promise<void>> {
  let start: SafeFile | undefined = await session.save()
  return async () => {
    if (!start) return
    const now = await session.save()
    const numbers = (file: SafeFile): Record<string, unknown> => JSON.parse(file.metadata['numbers'] ?? '{}') as Record<string, unknown>
    // What the first step made (an optimizer's slots) is not in the start, and stays as it is.
    const merged = JSON.stringify({ ...numbers(now), ...numbers(start) })
    session.restore({ tensors: new Map([...now.tensors, ...start.tensors]), metadata: { ...start.metadata, numbers: merged } })
    start = undefined
    try {
      await recorder.frame(session)
    } finally {
      session.restore(now)
    }
  }
}

type Wish = 'train' | 'pause' | 'stop' | 'interrupt'
