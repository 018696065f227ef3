import { closeWebgpu } from '../../sidecar/engine/webgpu/open'
import { describeLosses } from './losses'

/** On SwiftShader a step takes seconds: the layer makes few. */
const steps = Number(process.env['GRADLAB_SCAFFOLD_STEPS'] ?? 3)

describe('on a graphics card', function () {
  this.timeout(120_000 * steps)
  after(() => closeWebgpu())
  describeLosses(['wasm', 'webgpu'], { steps, reference: 'cpu' })
})
