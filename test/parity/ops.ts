import * as tf from '@tensorflow/tfjs-core'

/** Every function that tfjs-core exports as `tf.x`, or as `tf.x.y` in a namespace of ops. Classes are no ops: their names are capitalized. */
export function listOps(): string[] {
  const core = tf as unknown as Record<string, object>
  const functionsOf = (from: object): string[] =>
    Object.entries(from).flatMap(([name, value]) => (typeof value === 'function' && /^[a-z]/.test(name) ? [name] : []))
  return [...functionsOf(tf), ...namespaces.flatMap((namespace) => functionsOf(core[namespace]!).map((name) => `${namespace}.${name}`))]
}
const namespaces = ['fused', 'image', 'linalg', 'losses', 'math', 'signal', 'sparse', 'spectral', 'string', 'browser']

/** What no case covers, by why. */
export const exclusions: Readonly<Record<string, readonly string[]>> = {
  'drawn anew at each call, on the CPU, by the same code for every engine': [
    'multinomial',
    'rand',
    'randomGamma',
    'randomNormal',
    'randomStandardNormal',
    'randomUniform',
    'randomUniformInt',
    'truncatedNormal',
  ],
  'of strings': ['string.staticRegexReplace', 'string.stringNGrams', 'string.stringSplit', 'string.stringToHashBucketFast'],
  'of ragged tensors, which tfjs has no type for': ['raggedGather', 'raggedRange', 'raggedTensorToTensor'],
  'reads or draws pixels of a browser': ['browser.draw', 'browser.fromPixels', 'browser.fromPixelsAsync', 'browser.toPixels'],
  'returns no tensor': ['print', 'enclosingPowerOfTwo', 'sumOutType', 'upcastType', 'buffer'],
  'training: each layer type is trained instead': ['train', 'variable'],
  'takes functions: what every gradient here goes through': ['customGrad', 'grad', 'grads', 'valueAndGrad', 'valueAndGrads', 'variableGrads', 'op'],
  'engines, memory and environment': [
    'backend',
    'copyRegisteredKernels',
    'deprecationWarn',
    'disableDeprecationWarnings',
    'dispose',
    'disposeVariables',
    'enableDebugMode',
    'enableProdMode',
    'engine',
    'env',
    'findBackend',
    'findBackendFactory',
    'getBackend',
    'getGradient',
    'getKernel',
    'getKernelsForBackend',
    'keep',
    'memory',
    'nextFrame',
    'profile',
    'ready',
    'registerBackend',
    'registerGradient',
    'registerKernel',
    'removeBackend',
    'setBackend',
    'setPlatform',
    'tidy',
    'time',
    'unregisterGradient',
    'unregisterKernel',
  ],
}

/** Kernels of the cpu engine that no case runs forward or backward, by why. */
export const excludedKernels: Readonly<Record<string, readonly string[]>> = {
  'of strings': ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
  'of ragged tensors': ['RaggedGather', 'RaggedRange', 'RaggedTensorToTensor'],
  'draws random numbers': ['Multinomial'],
  'draws on a canvas': ['Draw'],
}
