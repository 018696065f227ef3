import { openTrial } from '../../sdk/testing'
import { checkFiniteDifferences } from './checks'
import { conditionsOf } from './contract'
import { describeScaffolds } from './describeScaffolds'
import { gradientErrors } from './gradients'
import { startTestEngine } from './setUp'

describe('gradients of every scaffold, on cpu', function () {
  this.timeout(120_000) // seconds, but of a machine with nothing else to do
  before(() => startTestEngine('cpu'))
  describeScaffolds(({ experiment, contract, openDataset }) => {
    if (contract.surrogateGradient) return
    it('are those of finite differences within 2 %', async () => {
      const { set, dataset } = conditionsOf(contract, await openDataset(), 'innovation')
      // After one step, so that what starts at zero no longer hides what is behind it.
      const trial = await openTrial(experiment, { dataset, set: { ...set, batchSize: 4 } })
      await trial.steps(1)
      const errors = await gradientErrors(() => trial.session.step())
      trial.dispose()
      checkFiniteDifferences(errors)
    })
  })
})
