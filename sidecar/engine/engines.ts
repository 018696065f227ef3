import * as tf from '@tensorflow/tfjs'
import { ENGINES, type EngineName, type EngineReport } from '../../protocol'
import { openCpu } from './cpu/open'
import { EngineRefusal } from './refusal'
import { openTensorflow } from './tensorflow/open'
import { openWasm } from './wasm/open'
import { closeWebgpu, openWebgpu, trimWebgpu } from './webgpu/open'

/** Every engine of the ladder, best first, and whether it works here. Nothing may train in this process meanwhile. */
export async function listEngines(): Promise<EngineReport[]> {
  const before = tf.engine().backendName as string | null // null before the first engine was started
  const reports: EngineReport[] = []
  for (const engine of ENGINES) reports.push(await openEngine(engine))
  if (before !== 'webgpu') closeWebgpu()
  if (before) await tf.setBackend(before)
  return reports
}

/**
 * Makes an engine the one that tfjs computes on, and calls it usable only after it gave a right answer.
 * @returns a report; a failure is one too, never an exception
 */
export async function openEngine(engine: EngineName): Promise<EngineReport> {
  switch (engine) {
    case 'tensorflow':
      return tryOut(engine, openTensorflow, (opened) => opened)
    case 'webgpu':
      return tryOut(engine, openWebgpu, (opened) => opened)
    case 'wasm':
      return tryOut(engine, openWasm, ({ simd, threads }) => ({ reason: 'ready', detail: { simd, threads } }))
    case 'cpu':
      return tryOut(engine, openCpu, () => ({ reason: 'reference', detail: { threads: 1 } }))
  }
}

/** Between two stretches of training: an engine that keeps memory for later gives back what was not asked for of late. */
export function trimEngine(): void {
  if (tf.getBackend() === 'webgpu') trimWebgpu()
}

type Verdict = Pick<EngineReport, 'reason' | 'detail'>

async function tryOut<Opened>(engine: EngineName, open: () => Promise<Opened>, judge: (opened: Opened) => Verdict): Promise<EngineReport> {
  try {
    const opened = await open()
    await checkAnswer()
    return { engine, usable: true, ...judge(opened) }
  } catch (thrown) {
    if (thrown instanceof EngineRefusal) return { engine, usable: false, reason: thrown.reason, detail: thrown.detail }
    return { engine, usable: false, reason: 'probe-failed', detail: { problem: thrown instanceof Error ? thrown.message : String(thrown) } }
  }
}

/** A product that XNNPACK, a scalar loop and a GPU all give exactly: small whole numbers. */
async function checkAnswer(): Promise<void> {
  const product = tf.tidy(() => tf.matMul(tf.range(0, 12).reshape([3, 4]), tf.range(0, 12).reshape([3, 4]), false, true))
  const values = [...(await product.data())]
  product.dispose()
  const expected = [14, 38, 62, 38, 126, 214, 62, 214, 366]
  if (values.join() !== expected.join()) throw new Error(`a 3 × 3 matrix product gave ${values.join(', ')} instead of ${expected.join(', ')}`)
}
