import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent, RunManifest } from '../../protocol'
import { writeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { checkpointSteps } from '../store/checkpoints'
import { curvesOf, readEvents } from '../store/events'
import { readFrames } from '../store/frames'
import { resumeRun, startRun } from '../supervisor/runs'

const regression = readFileSync(join(__dirname, '../../test/fixtures/experiments/regression.ts'), 'utf8')
const plain = 'seen.value += x'
/** Large enough to be on the GPU, small enough for a processor that stands in for one. */
const set = { steps: '20', evaluateEvery: '5' }

interface Trained {
  readonly manifest: RunManifest
  readonly events: RunEvent[]
  readonly folder: string
  readonly output: string
}

describe('a run on a graphics card', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()

  /** Trains the fixture with `more` before the line of its step that counts. */
  async function train(more = '', engine: 'webgpu' | 'cpu' = 'webgpu', name = 'experiment'): Promise<Trained> {
    const experiment = writeExperiment(
      join(folder(), name),
      regression.replace(plain, () => `${more}${plain}`),
    )
    let output = ''
    const run = await startRun({ experiment, variant: 'innovation', seed: 5, engine, set }, { onOutput: (text) => (output += text) })
    return { manifest: await run.ended, events: readEvents(run.folder), folder: run.folder, output }
  }
  const line = regression.slice(0, regression.indexOf(plain)).split('\n').length
  const numbersOf = (events: readonly RunEvent[]): number[] => curvesOf(events)['train/loss']!.values as number[]

  it('trains to its end with the losses of cpu, embeddings, figures and checkpoints, and prints nothing', async () => {
    const [card, reference] = [await train(), await train('', 'cpu', 'reference')]
    assert.equal(card.manifest.status, 'completed', JSON.stringify(card.manifest.error))
    assert.equal(card.manifest.engine, 'webgpu')
    assert.match(card.manifest.fingerprint!.adapter, /, vulkan, /)
    const [losses, expected] = [numbersOf(card.events), numbersOf(reference.events)]
    assert.equal(losses.length, 20)
    losses.forEach((loss, i) => assert.ok(Math.abs(loss - expected[i]!) <= 1e-3 * Math.abs(expected[i]!), `step ${i}: ${loss} and ${expected[i]}`))
    assert.equal(readFrames(card.folder).length, 5)
    assert.ok(card.events.some(({ kind }) => kind === 'figures') && checkpointSteps(card.folder).includes(20))
    assert.deepEqual([card.events.filter(({ kind }) => kind === 'notice'), card.output], [[], ''])
  })

  it('goes on from its last checkpoint where the device is lost, and ends as if it had not been', async () => {
    const whole = await train()
    const lose = "if (ctx.step === 12 && !('lost' in globalThis)) { Object.assign(globalThis, { lost: true }); (tf.backend() as any).device.destroy() }; "
    const broken = await train(lose, 'webgpu', 'broken')
    assert.equal(broken.manifest.status, 'completed', JSON.stringify(broken.manifest.error))
    const notice = broken.events.find((event) => event.kind === 'notice')
    assert.ok(notice?.kind === 'notice' && notice.code === 'device-lost')
    const resumed = broken.events.find((event) => event.kind === 'resumed')
    assert.deepEqual(resumed?.kind === 'resumed' && [resumed.fromStep, resumed.sameFingerprint], [10, true])
    assert.deepEqual(broken.manifest.metrics, whole.manifest.metrics)
  })

  it('whose device is lost again and again fails clearly, keeps its checkpoint, and goes on from there when it is resumed', async () => {
    const { manifest, events, folder: run } = await train('if (ctx.step === 12) (tf.backend() as any).device.destroy(); ')
    assert.deepEqual([manifest.status, manifest.error?.code], ['failed', 'device/lost'])
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'notice' ? [event.code] : [])),
      ['device-lost'],
    )
    assert.ok(checkpointSteps(run).includes(10))
    const again = await resumeRun(run)
    assert.equal((await again.ended).error?.code, 'device/lost') // the source is as it was; what matters is that it starts from step 10
    assert.ok(readEvents(run).some((event) => event.kind === 'resumed' && event.fromStep === 10))
  })

  for (const [what, more, code] of [
    ['a synchronous read-back', 'ctx.step === 3 && tf.zeros([2000]).add(1).dataSync(); ', 'source/read-back'],
    ['a tensor that is too large', 'ctx.step === 3 && tf.fill([300e6], 1); ', 'device/tensor-too-large'],
    [
      'work that the device refuses',
      'ctx.step === 3 && (tf.backend() as any).pool.acquireBuffer(16, 0x81); await tf.zeros([2000]).add(1).data(); ',
      'device/failed',
    ],
  ] as const) {
    it(`fails on the line of ${what}`, async () => {
      const { manifest } = await train(more)
      assert.deepEqual([manifest.status, manifest.error?.code], ['failed', code], JSON.stringify(manifest.error))
      assert.deepEqual([manifest.error?.where?.file, manifest.error?.where?.line], ['model.ts', line], JSON.stringify(manifest.error))
    })
  }

  it('finds the operation and the line from which a loss became NaN', async () => {
    const { manifest } = await train('if (ctx.step === 3) x = x.sub(100).sqrt() as tf.Tensor2D; ')
    assert.equal(manifest.error?.code, 'source/non-finite')
    assert.deepEqual([manifest.error?.where?.line, manifest.error?.context['tensor']], [line, 'Sqrt([8, 3])'])
  })
})
