import { GradlabError, type ErrorCode, type PhraseCode, type SourcePlace } from '../../protocol'
import { describeKernel, kernelTraceOf } from './kernelTrace'
import type { Locator } from './locate'

/**
 * Anything thrown while a callback of the experiment ran, as an error that names the user's line, the operation with its tensors,
 * and what to try. An error of ours keeps its code and gets the place it lacks. Whoever aborts a run by its signal looks at the
 * signal first: here an AbortError is an exception like any other.
 */
export function explainError(thrown: unknown, callback: string, locator: Locator): GradlabError {
  const where = thrown instanceof Error ? locator.place(thrown) : undefined
  if (thrown instanceof GradlabError) return thrown.where || !where ? thrown : withPlace(thrown, where)
  const message = messageOf(thrown)
  const { code, hint } = kindOf(message)
  const trace = kernelTraceOf(thrown)
  const problem = trace ? `${message} (${describeKernel(trace)})` : message
  return new GradlabError(code, { callback, problem, hint: { phrase: hint } }, { cause: thrown, ...(where && { where }) })
}

/** An error of ours that no callback was running for (a device's, told at a read-back) gets the user's line that its stack leads to. */
export function placeError(thrown: unknown, locator: Locator): unknown {
  if (!(thrown instanceof GradlabError) || thrown.where) return thrown
  const where = locator.place(thrown)
  return where ? withPlace(thrown, where) : thrown
}

function withPlace(error: GradlabError, where: SourcePlace): GradlabError {
  return new GradlabError(error.code, error.context, { cause: error.cause ?? error, where })
}

/** In one line: some messages of tfjs are broken over several. */
function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return text.replace(/\s*\n\s*/g, ' ').trim()
}

type SourceCode = Extract<ErrorCode, 'source/shape' | 'source/gradient' | 'source/exception'>
interface Kind {
  readonly code: SourceCode
  readonly hint: PhraseCode
}

function kindOf(message: string): Kind {
  const known = kinds.find(([pattern]) => pattern.test(message))
  return known ? { code: known[1], hint: known[2] } : { code: 'source/exception', hint: 'hint/other' }
}

/** The messages of tfjs 4.22 and V8, the particular before the general. */
const kinds: readonly (readonly [RegExp, SourceCode, PhraseCode])[] = [
  [/gradient function not found for|Cannot backprop through input/, 'source/gradient', 'gradient/operation'],
  [/Cannot find a connection between any variable|Cannot compute gradient of y=f\(x\)|variables is trainable/, 'source/gradient', 'gradient/disconnected'],
  [/must return a scalar/, 'source/gradient', 'gradient/scalar'],
  [/Error in gradient for op|passed in customGrad\(f\)/, 'source/gradient', 'gradient/shape'],

  [/Kernel '\w+' not registered for backend|Cannot find registered kernel/, 'source/exception', 'hint/kernel'],
  [/out of memory|allocation failed|Invalid (typed )?array (buffer )?length|memory access out of bounds/i, 'source/exception', 'hint/memory'],
  [/Tensor is disposed/, 'source/exception', 'hint/disposed'],
  [/Cannot return a Promise inside of tidy/, 'source/exception', 'hint/promise'],
  [/OffscreenCanvas is not defined|\b(dataSync|arraySync|bufferSync|readSync)\b/, 'source/exception', 'hint/read-back'],

  [/(shape|dtype) of the new value/, 'source/shape', 'shape/assign'],
  [/must be \w+ tensor, but got \w+ tensor|\bdtype\b/, 'source/exception', 'hint/dtype'],
  [/must be a Tensor or TensorLike|must all be tensors|must be a [Tt]ensor/, 'source/exception', 'hint/not-tensor'],

  [/be broadcast/, 'source/shape', 'shape/broadcast'],
  [/inner (shapes|dimensions)/, 'source/shape', 'shape/matMul'],
  [/must match the product of shape|Based on the provided shape|implicit shape|must have only 1 element/, 'source/shape', 'shape/reshape'],
  [/Error in concat|passed to stack must have matching|to concat$/, 'source/shape', 'shape/join'],
  [/einsum .*: axis \w is \d+ in one operand/, 'source/shape', 'shape/other'],
  [/index value|Invalid indices|would overflow input/, 'source/shape', 'shape/index'],
  [/\b(shapes?|ranks?|dimensions?|axis|axes|depth|channels|splits)\b.*\b(must|does not|expected|but got)\b/i, 'source/shape', 'shape/other'],
  [/must .*\b(shape|rank|dimension|axis)\b|Can't squeeze axis|Expected dimension|incompatible with layer|have equal ranks/, 'source/shape', 'shape/other'],

  [/is not (async )?iterable|Symbol\.(async)?[iI]terator\] to be a function/, 'source/exception', 'hint/not-iterable'],
  [/is not a function|is not a constructor/, 'source/exception', 'hint/not-function'],
  [/is not defined|before initialization|Assignment to constant/, 'source/exception', 'hint/not-defined'],
  [/Cannot (read|set) properties of (undefined|null)|Cannot destructure|Cannot convert undefined or null/, 'source/exception', 'hint/undefined'],
  [/Maximum call stack size exceeded/, 'source/exception', 'hint/recursion'],
]
