import assert from 'node:assert/strict'
import { columnOf, lastLine } from './lastLine'

const times = [
  { name: 'mlp', engineMs: 5, referenceMs: 10 },
  { name: 'cnn', engineMs: 4, referenceMs: 2 },
]

describe('the last line of the bench', () => {
  it('holds PyTorch ÷ engine for each model and their geometric mean', () => {
    const line = lastLine({ engine: 'wasm', node: 'v24.21.0', threads: 2, busy: 0.02 }, [columnOf('debian 1.13.1', times)])
    assert.equal(
      line,
      '{"event":"bench","engine":"wasm","node":"v24.21.0","threads":2,"reference":"debian 1.13.1","models":{"mlp":2,"cnn":0.5},"geomean_vs_pytorch":1,"busy":0.02}',
    )
  })

  it('holds further columns after it', () => {
    const faster = times.map((time) => ({ ...time, referenceMs: time.referenceMs / 2 }))
    const line = lastLine({ engine: 'wasm', node: 'v24.21.0', threads: 2, busy: 0.02 }, [columnOf('debian 1.13.1', times), columnOf('pypi 2.15.0', faster)])
    const { reference, also } = JSON.parse(line) as { reference: string; also: unknown }
    assert.equal(reference, 'debian 1.13.1')
    assert.deepEqual(also, [{ reference: 'pypi 2.15.0', models: { mlp: 1, cnn: 0.25 }, geomean_vs_pytorch: 0.5 }])
  })
})
