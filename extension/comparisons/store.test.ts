import assert from 'node:assert/strict'
import type { ComparisonState } from '../../protocol'
import { comparisonOf, createFakeServices, experimentOf } from '../fakeServices'

const settled = () => new Promise((resolve) => setTimeout(resolve, 10))
const experiment = '/w/first'

describe('the comparisons of a window', () => {
  const given = (listed: ComparisonState[]) => {
    const fakes = createFakeServices([], {
      'gradlab/experiments': () => [experimentOf(experiment)],
      'gradlab/comparison/list': () => listed,
      'gradlab/comparison/watch': ({ comparison }) => listed.find(({ file }) => file === comparison)!,
      'gradlab/comparison/unwatch': () => null,
    })
    const ended: ComparisonState[] = []
    fakes.services.comparisons.onEnd((state) => void ended.push(state))
    const watches = () => fakes.daemon.calls.filter(({ method }) => method === 'gradlab/comparison/watch').length
    return { ...fakes, store: fakes.services.comparisons, ended, watches }
  }
  let dispose: (() => void) | undefined
  afterEach(() => dispose?.())

  it('are listed newest first, and only those under way are followed', async () => {
    const old = comparisonOf(experiment, { name: 'compare-old', createdAt: '2025-01-01T00:00:00Z' })
    const { store, watches } = given([old, comparisonOf(experiment, { status: 'running' })])
    dispose = () => store.dispose()
    await store.refresh()
    await settled()
    assert.deepEqual(
      store.all.map(({ name }) => name),
      ['compare-0', 'compare-old'],
    )
    assert.equal(store.newestOf(experiment)?.name, 'compare-0')
    assert.equal(store.newestOf('/w/other'), undefined)
    assert.equal(watches(), 1)
    assert.ok(store.isTraining(`${experiment}/.gradlab/runs/r1`, experiment))
    assert.ok(!store.isTraining(`${experiment}/.gradlab/runs/other`, experiment))
  })

  it('change as the daemon tells, and their end is heard once', async () => {
    const listed = [comparisonOf(experiment, { status: 'running' })]
    const { store, daemon, ended } = given(listed)
    dispose = () => store.dispose()
    await store.refresh()
    listed[0] = comparisonOf(experiment)
    daemon.tell('gradlab/comparison/changed', listed[0])
    daemon.tell('gradlab/comparison/changed', listed[0])
    await store.refresh()
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['completed'],
    )
    assert.ok(daemon.calls.some(({ method }) => method === 'gradlab/comparison/unwatch'))
  })

  it('are followed anew on another connection, which tells an end that was missed', async () => {
    const listed = [comparisonOf(experiment, { status: 'running' })]
    const { store, daemon, ended, watches } = given(listed)
    dispose = () => store.dispose()
    await store.refresh()
    await settled()
    daemon.lose()
    await settled()
    await store.refresh()
    assert.equal(watches(), 2)
    listed[0] = comparisonOf(experiment)
    daemon.lose()
    await settled()
    await store.refresh()
    assert.equal(ended.length, 1)
  })
})
