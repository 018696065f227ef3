import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/** Gives the backend every kernel that cpu has and tfjs-node 4.22 lacks, such as Transform and SearchSorted: it is run on cpu's. */
export function fillGaps(): void {
  const present = new Set(tf.getKernelsForBackend('tensorflow').map(({ kernelName }) => kernelName))
  for (const kernel of tf.getKernelsForBackend('cpu')) if (!present.has(kernel.kernelName)) tf.registerKernel(onCpu(kernel))
}

/** With a copy in and out. */
export function onCpu({ kernelName, kernelFunc }: tf.KernelConfig): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'tensorflow',
    kernelFunc({ inputs, attrs, backend }) {
      const own = backend as Backend
      const cpu = tf.findBackend('cpu') as MathBackendCPU
      Object.assign(cpu, { firstUse: false }) // else it prints an advertisement
      const lent = Object.entries(inputs).map(([name, input]) => [name, input && copy(input as tf.TensorInfo, own, cpu)] as const)
      const made = kernelFunc({ inputs: Object.fromEntries(lent) as tf.NamedTensorInfoMap, ...(attrs && { attrs }), backend: cpu })
      const outputs = (Array.isArray(made) ? made : [made]).map((output) => copy(output, cpu, own))
      const used = [...lent.map(([, input]) => input), ...(Array.isArray(made) ? made : [made])]
      for (const dataId of new Set(used.flatMap((each) => (each ? [each.dataId] : [])))) cpu.disposeData(dataId, true) // an output may be an input
      return Array.isArray(made) ? outputs : outputs[0]!
    },
  }
}

type Backend = Pick<MathBackendCPU, 'write' | 'readSync'>

function copy({ dataId, shape, dtype }: tf.TensorInfo, from: Backend, to: Backend): tf.TensorInfo {
  const values = from.readSync(dataId)
  // cpu's MaxPoolWithArgmax puts its whole-numbered indexes into floats; native memory is typed.
  return { dataId: to.write(dtype === 'int32' ? Int32Array.from(values as Int32Array) : values, shape, dtype), shape, dtype }
}
