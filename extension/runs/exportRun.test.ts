import assert from 'node:assert/strict'
import { EXPORT_FORMATS, GradlabError, type ExportedRun } from '../../protocol'
import { createFakeServices, experimentOf } from '../fakeServices'
import { runtimeTexts } from '../texts'
import { exportRun, formatEntries } from './exportRun'

describe('exporting a run', () => {
  const folder = '/w/first'
  const run = `${folder}/.gradlab/runs/r0`
  const exported = (about: Partial<ExportedRun> = {}): ExportedRun => ({
    format: 'csv',
    files: ['/out/a.csv', '/out/a.metrics.csv'],
    status: 'completed',
    step: 40,
    damaged: [],
    ...about,
  })
  const make = (person: (string | undefined)[], answer: (params: { force: boolean }) => ExportedRun) =>
    createFakeServices(person, { 'gradlab/experiments': () => [experimentOf(folder, [{ status: 'completed' }])], 'gradlab/run/export': answer })
  const asked = ({ calls }: ReturnType<typeof make>['daemon']): unknown[] =>
    calls.filter(({ method }) => method === 'gradlab/run/export').map(({ params }) => params)

  it('offers every format there is', () => {
    assert.deepEqual(
      formatEntries((key) => runtimeTexts[key].en).map((entry) => 'value' in entry && entry.value),
      EXPORT_FORMATS,
    )
  })
  it('asks for the format and the place, and shows what was written', async () => {
    const { services, seen, daemon } = make(['CSV', '/out/a.csv', 'Show'], () => exported())
    await exportRun(services, { run })
    assert.deepEqual(asked(daemon), [{ run, format: 'csv', out: '/out/a.csv', force: false }])
    assert.deepEqual(seen, ['Choose what to export to', 'place r0.csv csv', 'information: Exported r0 at step 40 to /out/a.csv.', 'reveal /out/a.csv'])
  })
  it('writes nothing where the person leaves at any question', async () => {
    for (const person of [[undefined], ['safetensors', undefined]]) {
      const { services, daemon } = make(person, () => exported())
      await exportRun(services, { run })
      assert.deepEqual(asked(daemon), [])
    }
  })
  it('overwrites only with a word for it', async () => {
    const answer = ({ force }: { force: boolean }): ExportedRun => {
      if (!force) throw new GradlabError('usage/out-exists', { path: '/out/logs' })
      return exported({ format: 'tensorboard' })
    }
    const refused = make(['TensorBoard', '/out/logs', undefined], answer)
    await exportRun(refused.services, { run })
    assert.equal(asked(refused.daemon).length, 1)
    const agreed = make(['TensorBoard', '/out/logs', 'Overwrite', undefined], answer)
    await exportRun(agreed.services, { run })
    assert.deepEqual(asked(agreed.daemon).at(-1), { run, format: 'tensorboard', out: '/out/logs', force: true })
    assert.ok(agreed.seen.includes('place r0-tensorboard undefined'))
  })
  it('says that a run trains still', async () => {
    const { services, seen } = make(['CSV', '/out/a.csv', undefined], () => exported({ status: 'running' }))
    await exportRun(services, { run })
    assert.match(seen.at(-1)!, /It has not ended/)
  })
  it('passes other refusals on', async () => {
    const { services } = make(['safetensors', '/out/a.safetensors'], () => {
      throw new GradlabError('run/no-checkpoint', { run: 'r0' })
    })
    await assert.rejects(exportRun(services, { run }), { code: 'run/no-checkpoint' })
  })
})
