import assert from 'node:assert/strict'
import type { EngineName } from '../../protocol'
import { startEngine } from '../../sidecar/engine/start'
import { byOp, readCases, sampleOf } from './goldens'
import { readTrainings, trainLayer } from './layers'
import { runSuite } from './suite'

/** The sample of the parity suite as tests: each op's cases, and three epochs of each layer type. @param start makes the engine the one in use */
export function describeSample(engine: EngineName, start: () => Promise<unknown> = () => startEngine(engine)): void {
  describe(`${engine} agrees with float64`, () => {
    before(start)

    for (const [op, cases] of byOp(sampleOf(readCases()))) {
      it(op, async () => {
        const [result] = await runSuite(cases)
        assert.deepEqual(
          result!.failures.map(({ title, verdict, problem }) => `${title}: ${verdict}: ${problem}`),
          [],
        )
      })
    }

    for (const training of readTrainings()) {
      it(`trains: ${training.layer}`, async () => {
        const { problem } = await trainLayer(training)
        assert.equal(problem, '')
      })
    }
  })
}
