import { accuracies, labelMetric, testLabelsRead } from './controls'
import { checkShuffledLabels, checkTestLabels } from './checks'
import { conditionsOf } from './contract'
import { describeScaffolds } from './describeScaffolds'
import { startTestEngine } from './setUp'

describe('controls of every scaffold, on wasm', function () {
  this.timeout(600_000)
  before(() => startTestEngine('wasm'))
  describeScaffolds(({ experiment, contract, openDataset }) => {
    const { shuffledLabels } = contract
    if (labelMetric(experiment) === undefined || 'impossible' in shuffledLabels) return // a text has no labels: what is asked of a step is what the next one reads
    it('reads the labels of the test split after the last step, and then all of them', async () => {
      const { dataset, set = {} } = conditionsOf(contract, await openDataset(), 'innovation')
      checkTestLabels(await testLabelsRead(experiment, dataset, set), dataset.splits.test.length)
    })
    it('learns its labels, and nothing where they are shuffled', async () =>
      checkShuffledLabels(await accuracies(experiment, await openDataset(), shuffledLabels)))
  })
})
