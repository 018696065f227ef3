import assert from 'node:assert/strict'
import { createFakeDaemon, type Answers } from '../fakeServices'
import { createSidecar, type SidecarState } from './sidecar'

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the sidecar, as the extension sees it', () => {
  const given = (answers: Answers = { 'gradlab/processes': () => [], 'gradlab/stopAll': () => null }) => {
    const daemon = createFakeDaemon(answers)
    const waits: number[] = []
    const sidecar = createSidecar(() => daemon.open(), { backoffMs: [0, 10, 20], wait: async (ms) => void waits.push(ms) })
    const states: SidecarState[] = []
    sidecar.onState((state) => states.push(state))
    return { daemon, sidecar, waits, kinds: () => states.map(({ kind }) => kind) }
  }

  it('is stopped until somebody asks something, and then one connection serves all', async () => {
    const { daemon, sidecar, kinds } = given()
    assert.equal(sidecar.state.kind, 'stopped')
    await Promise.all([sidecar.request('gradlab/processes', {}), sidecar.request('gradlab/processes', {})])
    assert.deepEqual(kinds(), ['starting', 'running'])
    assert.equal(daemon.opened, 1)
  })

  it('that fails to start says why, to the one who asked and in its state, and starts when asked again', async () => {
    const { daemon, sidecar, kinds } = given()
    daemon.isDown = true
    await assert.rejects(sidecar.request('gradlab/processes', {}), { code: 'daemon/start' })
    assert.deepEqual(kinds(), ['starting', 'failed'])
    daemon.isDown = false
    await sidecar.request('gradlab/processes', {})
    assert.equal(sidecar.state.kind, 'running')
  })

  it('makes a lost connection again, and who asks meanwhile waits for it', async () => {
    const { daemon, sidecar, kinds } = given()
    await sidecar.request('gradlab/processes', {})
    daemon.lose()
    await settled()
    await sidecar.request('gradlab/processes', {})
    assert.deepEqual(kinds(), ['starting', 'running', 'starting', 'running'])
  })

  it('gives up after as many attempts as it has waits, each longer, and tells that the connection was lost', async () => {
    const { daemon, sidecar, waits } = given()
    await sidecar.request('gradlab/processes', {})
    daemon.isDown = true
    daemon.lose()
    while (sidecar.state.kind !== 'failed') await settled()
    assert.deepEqual(waits, [0, 0, 10, 20])
    assert.equal(daemon.opened, 4)
    assert.ok(sidecar.state.isAgain)
  })

  it('hears notifications over every connection, each once', async () => {
    const { daemon, sidecar } = given()
    let heard = 0
    const end = sidecar.onNotification('gradlab/experiments/changed', () => heard++)
    await sidecar.request('gradlab/processes', {})
    daemon.tell('gradlab/experiments/changed', {})
    daemon.lose()
    await settled()
    await sidecar.request('gradlab/processes', {})
    daemon.tell('gradlab/experiments/changed', {})
    assert.equal(heard, 2)
    end()
    daemon.tell('gradlab/experiments/changed', {})
    assert.equal(heard, 2)
  })

  it('that is left does not come back by itself', async () => {
    const { daemon, sidecar } = given()
    await sidecar.request('gradlab/processes', {})
    await sidecar.leave()
    await settled()
    assert.equal(sidecar.state.kind, 'stopped')
    assert.equal(daemon.opened, 1)
  })

  it('left while it starts closes what it opened', async () => {
    const { daemon, sidecar } = given()
    sidecar.connect()
    await sidecar.leave()
    await settled()
    assert.equal(sidecar.state.kind, 'stopped')
    assert.ok(daemon.opened <= 1)
  })

  it('is not started by what a view asks by itself, which has no answer then', async () => {
    const { daemon, sidecar } = given()
    assert.equal(await sidecar.ask('gradlab/processes', {}), undefined)
    sidecar.connect()
    assert.deepEqual(await sidecar.ask('gradlab/processes', {}), [], 'while it starts')
    const stopping = sidecar.stopAll()
    await settled()
    assert.equal(await sidecar.ask('gradlab/processes', {}), undefined, 'while it ends')
    await stopping
    assert.equal(await sidecar.ask('gradlab/processes', {}), undefined)
    assert.deepEqual([daemon.opened, sidecar.state.kind], [1, 'stopped'])
  })

  it('stops all and stays stopped; the next question waits for the end and starts another', async () => {
    const { daemon, sidecar } = given()
    await sidecar.request('gradlab/processes', {})
    const stopping = sidecar.stopAll()
    await settled()
    const next = sidecar.request('gradlab/processes', {})
    await stopping
    await next
    assert.equal(daemon.opened, 2)
    assert.deepEqual(
      daemon.calls.map(({ method }) => method),
      ['gradlab/processes', 'gradlab/stopAll', 'gradlab/processes'],
    )
  })

  it('restarted goes on with the runs of the daemon before', async () => {
    const { daemon, sidecar } = given({
      'gradlab/processes': () => [
        { kind: 'daemon', pid: 1, startedAt: 0 },
        { kind: 'run', pid: 2, run: '/a', startedAt: 0 },
      ],
      'gradlab/stopAll': () => null,
      'gradlab/run/resume': ({ run }) => ({ run }),
    })
    await sidecar.request('gradlab/processes', {})
    await sidecar.restart()
    assert.equal(daemon.opened, 2)
    assert.deepEqual(daemon.calls.at(-1), { method: 'gradlab/run/resume', params: { run: '/a' } })
  })
})
