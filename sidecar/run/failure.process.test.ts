import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent, RunManifest } from '../../protocol'
import { writeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { readEvents } from '../store/events'
import { listRuns } from '../store/runs'
import { startRun } from '../supervisor/runs'

const regression = readFileSync(join(__dirname, '../../test/fixtures/experiments/regression.ts'), 'utf8')

describe('a run of wrong code', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()

  /** Trains the fixture with one line changed; `line` is where the change stands. */
  async function trainWith(
    line: string,
    changed: string,
    set: Record<string, string> = {},
  ): Promise<{ manifest: RunManifest; events: RunEvent[]; line: number }> {
    assert.ok(regression.includes(line))
    const experiment = writeExperiment(
      join(folder(), 'experiment'),
      regression.replace(line, () => changed),
    )
    const run = await startRun({ experiment, variant: 'innovation', seed: 1, engine: 'wasm', set })
    const manifest = await run.ended
    return { manifest, events: existsSync(run.folder) ? readEvents(run.folder) : [], line: regression.slice(0, regression.indexOf(line)).split('\n').length }
  }

  it('fails on the line of a shape that does not fit, and names the tensors', async () => {
    const { manifest, line } = await trainWith('x.add(ctx', 'x.add(tf.zeros([5])).add(ctx')
    assert.equal(manifest.status, 'failed')
    assert.equal(manifest.error?.code, 'source/shape')
    assert.deepEqual([manifest.error?.where?.file, manifest.error?.where?.line], ['model.ts', line])
    assert.match(JSON.stringify(manifest.error?.context), /8,\s?3.*5/)
  })

  it('names the layer that was given the wrong width', async () => {
    const { manifest, line } = await trainWith('second(features(x))', 'second(x)')
    assert.equal(manifest.error?.code, 'source/layer')
    assert.equal(manifest.error?.context['layer'], 'second')
    assert.equal(manifest.error?.where?.line, line)
  })

  it('fails on the line of an exception', async () => {
    const { manifest, line } = await trainWith('seen.value += x', "throw new Error('my own words'); seen.value += x")
    assert.equal(manifest.error?.code, 'source/exception')
    assert.match(JSON.stringify(manifest.error?.context['problem']), /my own words/)
    assert.equal(manifest.error?.where?.line, line)
  })

  it('finds the operation and the line from which a loss became NaN', async () => {
    const { manifest, line, events } = await trainWith(
      'const features = (x: tf.Tensor2D) => first(x).tanh() as tf.Tensor2D',
      'const features = (x: tf.Tensor2D) => first(x).sub(seen.value > 90 ? 100 : 0).sqrt() as tf.Tensor2D',
    )
    assert.equal(manifest.status, 'failed')
    assert.equal(manifest.error?.code, 'source/non-finite')
    assert.equal(manifest.error?.where?.line, line)
    assert.match(JSON.stringify(manifest.error?.context['tensor']), /^"Sqrt/)
    assert.ok(events.some((event) => event.kind === 'scalars' && event.series['train/loss']?.includes('NaN')))
  })

  it('finds a NaN that began in a gradient: the line of the update, the operation', async () => {
    const { manifest } = await trainWith('predict(shaken).sub(y).square()', 'predict(shaken).mul(0).sqrt().add(predict(shaken).sub(y).square())')
    assert.equal(manifest.error?.code, 'source/non-finite')
    assert.match(manifest.error?.where?.text ?? '', /minimize/)
  })

  it('that reads the test split while training is refused', async () => {
    const cheating = await trainWith('  init(ctx) {', '  async init(ctx, data) {\n    await data.test.batch(Int32Array.of(0), ctx)')
    assert.equal(cheating.manifest.error?.code, 'source/test-split')
    assert.equal(cheating.manifest.error?.where?.line, cheating.line + 1)
  })

  it('without a default export says so', async () => {
    const { manifest } = await trainWith('export default defineExperiment', 'export const experiment = defineExperiment')
    assert.equal(manifest.error?.code, 'source/no-default-export')
  })

  it('with an unknown variant, hyper-parameter or value out of range is refused by name', async () => {
    for (const [set, code] of [
      [{ nope: '1' }, 'hyper/unknown'],
      [{ learningRate: '2' }, 'hyper/range'],
      [{ steps: 'many' }, 'hyper/value'],
      [{ steps: '0' }, 'hyper/range'],
      [{ noise: 'maybe' }, 'hyper/value'],
    ] as const) {
      const { manifest } = await trainWith('steps: 60', 'steps: 60', set)
      assert.equal(manifest.error?.code, code)
      assert.deepEqual(listRuns(join(folder(), 'experiment')), { runs: [], broken: [] })
    }
  })

  it('that keeps a tensor a step is told so, with the line that made it', async () => {
    const { events, line } = await trainWith('seen.value += x', 'tf.keep(tf.zeros([17])); seen.value += x', { steps: '100' })
    const notice = events.find((event) => event.kind === 'notice')
    assert.ok(notice?.kind === 'notice' && notice.code === 'tensors-leaked')
    assert.deepEqual(notice.context, { place: `model.ts:${line}`, shape: '[17]' })
  })

  it('that keeps none is told nothing over 1,000 steps', async () => {
    const { manifest, events } = await trainWith('steps: 60', 'steps: 1000', { evaluateEvery: '250' })
    assert.equal(manifest.status, 'completed')
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'notice'),
      [],
    )
  })
})
