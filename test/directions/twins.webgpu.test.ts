import { closeWebgpu, computeSmallOnHost } from '../../sidecar/engine/webgpu/open'
import { describeTwins } from './twins'

describe('with nothing computed on the host', function () {
  this.timeout(120_000) // seconds, but of a machine with nothing else to do
  before(() => computeSmallOnHost(false)) // which would compute most of a twin: it is small
  after(() => {
    computeSmallOnHost(true)
    closeWebgpu()
  })
  describeTwins('webgpu')
})
