import { conditionsOf } from './contract'
import { checkGradients, checkMoved, checkResumes } from './checks'
import { describeScaffolds } from './describeScaffolds'
import { observe, observeResumed, type Observation } from './observe'
import { startTestEngine } from './setUp'

// What `npm test` asks of the innovation alone, or of baseline and innovation, asked of every variant.

describe('every variant, on wasm', function () {
  this.timeout(300_000)
  before(() => startTestEngine('wasm'))
  describeScaffolds(({ experiment, contract, openDataset }) => {
    for (const variant of Object.keys(experiment.variants)) {
      describe(variant, () => {
        let whole: Observation
        before(async () => void (whole = await observe(experiment, conditionsOf(contract, await openDataset(), variant))))
        it('gives every trained variable a gradient, and moves it', () => {
          checkGradients(whole)
          checkMoved(whole)
        })
        it('interrupted and resumed twice, gives the same bits as without', async () =>
          checkResumes(whole, await observeResumed(experiment, conditionsOf(contract, await openDataset(), variant), [4, 11])))
      })
    }
  })
})
