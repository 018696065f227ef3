import assert from 'node:assert/strict'
import { ceilingOf } from './ceiling'
import { workOf } from './work'

const float = (...shape: number[]): { shape: number[]; dtype: 'float32' } => ({ shape, dtype: 'float32' })

describe('operations and bytes of a kernel', () => {
  it('are 2·m·n·k for a product, whichever operand is transposed', () => {
    assert.deepEqual(workOf('BatchMatMul', { a: float(1, 5, 7), b: float(1, 7, 3) }, [float(1, 5, 3)], { transposeA: false, transposeB: false }), [210, 4 * 71])
    assert.deepEqual(workOf('BatchMatMul', { a: float(1, 7, 5), b: float(1, 3, 7) }, [float(1, 5, 3)], { transposeA: true, transposeB: true }), [210, 4 * 71])
  })

  it('are the same for a convolution and both of its gradients', () => {
    const [x, filter, y] = [float(2, 8, 8, 3), float(3, 3, 3, 16), float(2, 8, 8, 16)]
    const forward = workOf('Conv2D', { x, filter }, [y], {})[0]
    assert.equal(forward, 2 * (2 * 8 * 8 * 16) * 27)
    assert.equal(workOf('Conv2DBackpropInput', { dy: y, filter }, [x], {})[0], forward)
    assert.equal(workOf('Conv2DBackpropFilter', { x, dy: y }, [filter], {})[0], forward)
  })

  it('leave the channels out for a depthwise convolution', () => {
    const [x, filter, y] = [float(2, 8, 8, 4), float(3, 3, 4, 1), float(2, 8, 8, 4)]
    assert.equal(workOf('DepthwiseConv2dNative', { x, filter }, [y], {})[0], 2 * (2 * 8 * 8 * 4) * 9)
    assert.equal(workOf('DepthwiseConv2dNativeBackpropFilter', { x, dy: y }, [filter], {})[0], 2 * (2 * 8 * 8 * 4) * 9)
  })

  it('are none for another view of the same data', () => assert.deepEqual(workOf('Reshape', { x: float(4, 4) }, [float(16)], {}), [0, 0]))

  it('are those of what a gather takes, not of all that it could take', () => {
    assert.equal(workOf('GatherV2', { x: float(1000, 8), indices: float(4) }, [float(4, 8)], {})[1], 2 * 4 * 32)
  })
})

describe('the ceiling of a step', () => {
  it('is the slower of operations and bytes, call by call, with the optimizer', () => {
    const kernels = {
      BatchMatMul: { count: 1, flops: 2e9, bytes: 1e6, calls: [[2e9, 1e6]] as const },
      Add: { count: 1, flops: 1e6, bytes: 1e9, calls: [[1e6, 1e9]] as const },
    }
    const { ms, computeMs, memoryMs, flops, bytes } = ceilingOf({ kernels, parameters: 1e6 }, 100, 50)
    assert.ok(Math.abs(computeMs - 20) < 1e-9)
    assert.ok(Math.abs(memoryMs - (20 + 28 / 50)) < 1e-9)
    assert.ok(Math.abs(ms - computeMs - memoryMs) < 1e-9)
    assert.deepEqual([flops, bytes], [2e9 + 1e6 + 12e6, 1e6 + 1e9 + 28e6])
  })
})
