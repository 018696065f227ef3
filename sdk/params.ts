import * as tf from '@tensorflow/tfjs'
import { decodeSafetensors, encodeSafetensors, GradlabError, type SafeDtype, type SafeFile, type SafeTensor } from '../protocol'
import type { Rng } from './random/rng'

/** A named tree. Everything a run must remember is here. */
export interface Params {
  at(name: string): Params
  /** Named by the path, so like-named layers of two variants start equal. Each draw moves it on. */
  readonly rng: Rng
  /** Trained, counted, saved. `init` is disposed of. */
  variable<R extends tf.Rank>(name: string, init: tf.Tensor<R>): tf.Variable<R>
  /** Saved; neither trained nor counted (running statistics, masks, replay buffers, optimiser slots). `init` is disposed of. */
  slot<R extends tf.Rank>(name: string, init: tf.Tensor<R>): tf.Variable<R>
  /** A saved plain number. */
  number(name: string, init: number): { value: number }
  /** The trained ones below this name, in order of creation. */
  readonly variables: tf.Variable[]
  /** Copies of the trained variables; slots and numbers stay out. */
  snapshot(): tf.Tensor[]
  load(values: tf.Tensor[]): void
  /** Safetensors of the trained variables; never a synchronous read-back. */
  bytes(): Promise<Uint8Array>
  loadBytes(bytes: Uint8Array): void
}

/** A tree of its own, with every value at its start. @param rngAt the stream for a path in the tree */
export function createParamsTree(rngAt: (path: string) => Rng): ParamsTree {
  return new Tree(rngAt)
}

/** The whole tree, as the harness sees it: it saves and restores everything, not only what is trained. */
export interface ParamsTree extends Params {
  /** Trained variables, slots and numbers. Numbers are in the metadata, where a double loses nothing, and so are the names of what is trained. */
  save(): Promise<SafeFile>
  /**
   * Puts saved values back. What the tree does not have yet (a slot made at the first step) waits for its creation.
   * @throws GradlabError checkpoint/mismatch
   */
  restore(file: SafeFile): void
  /** The path of a variable or slot of any tree, for messages. */
  readonly entries: ReadonlyMap<string, tf.Variable>
  dispose(): void
}

/** The path by which a variable was made, whichever tree made it. */
export function pathOf(variable: tf.Tensor): string | undefined {
  return paths.get(variable)
}
const paths = new WeakMap<tf.Tensor, string>()

const trained = 'variable'
const kept = 'slot'

interface Entry {
  readonly kind: typeof trained | typeof kept
  readonly variable: tf.Variable
}

class Root {
  readonly entries = new Map<string, Entry>()
  readonly numbers = new Map<string, { value: number }>()
  readonly rngs = new Map<string, Rng>()
  waiting: { tensors: Map<string, SafeTensor>; numbers: Map<string, number> } = { tensors: new Map(), numbers: new Map() }
  constructor(readonly rngAt: (path: string) => Rng) {}
}

class Tree implements ParamsTree {
  private readonly root: Root
  constructor(
    rngAt: (path: string) => Rng,
    private readonly path = '',
    root?: Root,
  ) {
    this.root = root ?? new Root(rngAt)
  }

  at(name: string): Params {
    return new Tree(this.root.rngAt, this.below(name), this.root)
  }

  get rng(): Rng {
    let rng = this.root.rngs.get(this.path)
    if (!rng) this.root.rngs.set(this.path, (rng = this.root.rngAt(this.path)))
    return rng
  }

  variable<R extends tf.Rank>(name: string, init: tf.Tensor<R>): tf.Variable<R> {
    return this.create(trained, name, init)
  }
  slot<R extends tf.Rank>(name: string, init: tf.Tensor<R>): tf.Variable<R> {
    return this.create(kept, name, init)
  }

  number(name: string, init: number): { value: number } {
    const path = this.claim(name)
    const number = { value: this.root.waiting.numbers.get(path) ?? init }
    this.root.waiting.numbers.delete(path)
    this.root.numbers.set(path, number)
    return number
  }

  get variables(): tf.Variable[] {
    return this.trainedBelow().map(([, entry]) => entry.variable)
  }

  snapshot(): tf.Tensor[] {
    return this.variables.map((variable) => variable.clone())
  }

  load(values: tf.Tensor[]): void {
    const variables = this.variables
    if (values.length !== variables.length) {
      throw new GradlabError('source/params', { problem: `load expects ${variables.length} tensors, got ${values.length}` })
    }
    variables.forEach((variable, i) => {
      const value = values[i]!
      if (!sameShape(variable, value) || variable.dtype !== value.dtype) {
        throw new GradlabError('source/params', { problem: `load: ${pathOf(variable)} is ${typeOf(variable)}, got ${typeOf(value)}` })
      }
    })
    variables.forEach((variable, i) => {
      if (variable !== values[i]) variable.assign(values[i]!) // assign frees the old data first, even where it is the new
    })
  }

  async bytes(): Promise<Uint8Array> {
    return encodeSafetensors({ tensors: await read(this.trainedBelow()), metadata: {} })
  }

  loadBytes(bytes: Uint8Array): void {
    let file: SafeFile
    try {
      file = decodeSafetensors(bytes)
    } catch (cause) {
      throw new GradlabError('source/params', { problem: `loadBytes: ${cause instanceof Error ? cause.message : String(cause)}` }, { cause })
    }
    const found = match(this.trainedBelow(), file.tensors, (problem) => new GradlabError('source/params', { problem: `loadBytes: ${problem}` }))
    for (const { variable, saved } of found) assign(variable, saved)
  }

  async save(): Promise<SafeFile> {
    const numbers = Object.fromEntries([...this.root.numbers].map(([path, { value }]) => [path, numberToText(value)]))
    const trainedPaths = [...this.root.entries].flatMap(([path, { kind }]) => (kind === trained ? [path] : []))
    return { tensors: await read([...this.root.entries]), metadata: { numbers: JSON.stringify(numbers), trained: JSON.stringify(trainedPaths) } }
  }

  restore(file: SafeFile): void {
    const numbers = readNumbers(file.metadata['numbers'] ?? '{}')
    const tensors = new Map(file.tensors)
    const found = match([...this.root.entries], tensors, mismatch)
    for (const path of this.root.numbers.keys()) if (!numbers.has(path)) throw mismatch(`it has no number ${path}`)
    for (const { path, variable, saved } of found) {
      assign(variable, saved)
      tensors.delete(path)
    }
    for (const [path, number] of this.root.numbers) {
      number.value = numbers.get(path)!
      numbers.delete(path)
    }
    this.root.waiting = { tensors, numbers }
  }

  get entries(): ReadonlyMap<string, tf.Variable> {
    return new Map([...this.root.entries].map(([path, { variable }]) => [path, variable]))
  }

  dispose(): void {
    for (const { variable } of this.root.entries.values()) variable.dispose()
    this.root.entries.clear()
  }

  private create<R extends tf.Rank>(kind: Entry['kind'], name: string, init: tf.Tensor<R>): tf.Variable<R> {
    const path = this.claim(name)
    safeDtype(path, init.dtype)
    const waiting = this.root.waiting.tensors
    const found = waiting.has(path) ? match([[path, { variable: init }]], waiting, mismatch) : []
    const variable = tf.variable(init, kind === trained, undefined, init.dtype) as tf.Variable<R>
    init.dispose()
    paths.set(variable, path)
    for (const { saved } of found) assign(variable as tf.Variable, saved)
    waiting.delete(path)
    this.root.entries.set(path, { kind, variable: variable as tf.Variable })
    return variable
  }

  private claim(name: string): string {
    const path = this.below(name)
    if (this.root.entries.has(path) || this.root.numbers.has(path)) throw new GradlabError('source/params', { problem: `The name "${path}" is taken.` })
    return path
  }

  private below(name: string): string {
    if (name === '' || name.includes('/'))
      throw new GradlabError('source/params', { problem: `"${name}" is not a name: it must be non-empty and without "/".` })
    return this.path === '' ? name : `${this.path}/${name}`
  }

  private trainedBelow(): [string, Entry][] {
    const isBelow = (path: string): boolean => this.path === '' || path.startsWith(`${this.path}/`)
    return [...this.root.entries].filter(([path, { kind }]) => kind === trained && isBelow(path))
  }
}

async function read(entries: readonly (readonly [string, Entry])[]): Promise<Map<string, SafeTensor>> {
  const tensors = new Map<string, SafeTensor>()
  for (const [path, { variable }] of entries) {
    const values = await variable.data()
    tensors.set(path, {
      dtype: safeDtype(path, variable.dtype),
      shape: variable.shape,
      bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice(),
    })
  }
  return tensors
}

/** Finds every entry's saved value before any is put back, so that a file that does not fit changes nothing. */
function match<V extends tf.Tensor>(
  entries: readonly (readonly [string, { readonly variable: V }])[],
  tensors: ReadonlyMap<string, SafeTensor>,
  refuse: (problem: string) => GradlabError,
): { path: string; variable: V; saved: SafeTensor }[] {
  return entries.map(([path, { variable }]) => {
    const saved = tensors.get(path)
    if (!saved) throw refuse(`it has no ${path}`)
    if (saved.shape.join() !== variable.shape.join() || saved.dtype !== safeDtype(path, variable.dtype)) {
      throw refuse(`${path} is ${typeOf(variable)}, saved is [${saved.shape.join(', ')}] ${saved.dtype}`)
    }
    return { path, variable, saved }
  })
}

function assign(variable: tf.Variable, { dtype, shape, bytes }: SafeTensor): void {
  const values =
    dtype === 'F32'
      ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
      : dtype === 'I32'
        ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
        : bytes
  const saved = tf.tensor(values.slice(), [...shape], variable.dtype as 'float32' | 'int32' | 'bool')
  variable.assign(saved)
  saved.dispose()
}

const mismatch = (problem: string): GradlabError => new GradlabError('checkpoint/mismatch', { problem })
const sameShape = (a: tf.Tensor, b: tf.Tensor): boolean => a.shape.join() === b.shape.join()
const typeOf = ({ shape, dtype }: tf.Tensor): string => `[${shape.join(', ')}] ${dtype}`

function readNumbers(json: string): Map<string, number> {
  try {
    return new Map(Object.entries(JSON.parse(json) as Record<string, string>).map(([path, text]) => [path, Number(text)]))
  } catch (cause) {
    throw new GradlabError('checkpoint/mismatch', { problem: 'its numbers cannot be read' }, { cause })
  }
}

function safeDtype(path: string, dtype: tf.DataType): SafeDtype {
  if (dtype === 'float32') return 'F32'
  if (dtype === 'int32') return 'I32'
  if (dtype === 'bool') return 'BOOL'
  throw new GradlabError('source/params', { problem: `${path} is of type ${dtype}; variables and slots are float32, int32 or bool.` })
}

/** JSON has no NaN and no −0. */
export const numberToText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
