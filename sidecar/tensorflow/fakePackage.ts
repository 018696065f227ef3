import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FakePackage {
  readonly name?: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu'
  readonly version?: string
  readonly behaves?: keyof typeof behaviors
}

/**
 * A package that stands for tfjs-node, below a folder's node_modules. Its backend is cpu's under the name `tensorflow`, without some kernels; the tfjs
 * beside it throws when it is loaded, as it must not be. @returns the package's folder
 */
export function writeFakePackage(folder: string, { name = '@tensorflow/tfjs-node', version = '4.22.0', behaves = 'well' }: FakePackage = {}): string {
  const modules = join(folder, 'node_modules', '@tensorflow')
  for (const second of ['tfjs', 'tfjs-core']) {
    mkdirSync(join(modules, second), { recursive: true })
    writeFileSync(join(modules, second, 'package.json'), JSON.stringify({ name: `@tensorflow/${second}`, version: '4.22.0', main: 'index.js' }))
    writeFileSync(join(modules, second, 'index.js'), `throw new Error('a second ${second} was loaded')`)
  }
  const target = join(folder, 'node_modules', ...name.split('/'))
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }))
  writeFileSync(join(target, 'index.js'), behaviors[behaves])
  return target
}

const well = `
const tf = require('@tensorflow/tfjs')
const core = require('@tensorflow/tfjs-core')
const { isArray, isNullOrUndefined } = require('util')
if (!isArray([]) || !isNullOrUndefined(null)) throw new Error('util is not whole')
if (core.engine() !== tf.engine()) throw new Error('two engines')
const Cpu = tf.findBackend('cpu').constructor
class Fake extends Cpu {
  firstUse = false
  binding = { TF_Version: '2.9.1' }
  isUsingGpuDevice = process.env.FAKE_CARD === '1'
}
tf.copyRegisteredKernels('cpu', 'tensorflow')
for (const kernel of ['Transform', 'SearchSorted', 'SparseReshape']) tf.unregisterKernel(kernel, 'tensorflow')
tf.registerBackend('tensorflow', () => new Fake(), 3)
tf.setBackend('tensorflow')
if (!process.env.TF_FORCE_GPU_ALLOW_GROWTH) throw new Error('it takes the whole card')
`

const behaviors = {
  well,
  aborts: `process.stderr.write('2026 F tensorflow/core: The TensorFlow library was compiled to use AVX instructions\\n'); process.abort()`,
  hangs: `while (true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  lacksLibrary: `throw new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory')`,
  lacksCuda: `process.stderr.write("2026 W dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: cannot open\\n" + "W Could not load dynamic library 'libcudnn.so.8'; dlerror\\n")\n${well}`,
  computesWrong: `${well}\ntf.getKernel('BatchMatMul', 'tensorflow').kernelFunc = () => tf.zeros([3, 2])`,
} as const
