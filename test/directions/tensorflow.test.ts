import { describeContract } from './contract'
import { describeScaffolds } from './describeScaffolds'
import { describeLosses } from './losses'
import { startTestEngine } from './setUp'
import { describeTwins } from './twins'

// The package is its user's, so none is here unless the environment names one.
if (process.env['GRADLAB_TENSORFLOW']) {
  describe('on TensorFlow', function () {
    this.timeout(600_000) // seconds, but of a machine with nothing else to do
    describeTwins('tensorflow')
    describeLosses(['tensorflow'], { steps: 20, reference: 'wasm' })
    describe('contract of every scaffold, on tensorflow', () => {
      before(() => startTestEngine('tensorflow'))
      describeScaffolds(({ scaffold, experiment, contract, openDataset }) => describeContract(scaffold, experiment, contract, openDataset))
    })
  })
}
