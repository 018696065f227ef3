import { describeContract } from './contract'
import { startTestEngine } from './setUp'
import { describeScaffolds } from './describeScaffolds'

describe('contract of every scaffold, on wasm', () => {
  before(() => startTestEngine('wasm'))
  describeScaffolds(({ scaffold, experiment, contract, openDataset }) => describeContract(scaffold, experiment, contract, openDataset))
})
