import assert from 'node:assert/strict'
import type { EngineName } from '../../protocol'
import { startEngine } from '../../sidecar/engine/start'
import { byOp, readCases, type Case } from './goldens'
import { readTrainings, trainLayer } from './layers'
import { runSuite } from './suite'

/**
 * The parity suite as tests: each op's cases, and three epochs of each layer type.
 * @param options all cases where none are given (`sampleOf` gives few that run every kernel); `start` makes the engine the one in use
 */
export function describeParity(engine: EngineName, options: { cases?: readonly Case[]; start?: () => Promise<unknown> } = {}): void {
  const { cases = readCases(), start = () => startEngine(engine) } = options
  describe(`${engine} agrees with float64`, () => {
    before(start)

    for (const [op, examples] of byOp(cases)) {
      it(op, async () => {
        const [result] = await runSuite(examples, start)
        assert.deepEqual(
          result!.failures.map(({ title, verdict, problem }) => `${title}: ${verdict}: ${problem}`),
          [],
        )
      })
    }

    for (const training of readTrainings()) {
      it(`trains: ${training.layer}`, async () => {
        const { problem } = await trainLayer(training)
        if (problem !== '') await start()
        assert.equal(problem, '')
      })
    }
  })
}
