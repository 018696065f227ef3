import assert from 'node:assert/strict'
import { startEngine } from '../../sidecar/engine/start'
import { describeParity } from './describeParity'
import { randomCalls } from './fuzz'
import { goldenBy } from './measure'
import { runSuite } from './suite'

describeParity('wasm')

describe('wasm at 200 calls of random shapes', () => {
  it('gives what cpu gives', async () => {
    await startEngine('cpu')
    const cases = []
    for (const call of randomCalls(1, 200)) cases.push(await goldenBy(call))
    await startEngine('wasm')
    const results = await runSuite(cases, () => startEngine('wasm'))
    assert.deepEqual(
      results.flatMap(({ failures }) => failures.map(({ title, verdict, problem }) => `${title}: ${verdict}: ${problem}`)),
      [],
    )
  })
})
