import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dtype, InputSpec, Values } from './inputs'
import type { Shape } from './shape'

/** One call of an op, and what it gives in float64. */
export interface Case {
  readonly op: string
  readonly args: readonly Argument[]
  readonly inputs: readonly InputSpec[]
  /** Of what each output's gradient is multiplied by: output i draws with seed + i. */
  readonly seed: number
  readonly sample?: boolean
  readonly outputs: readonly Golden[]
  /** Of each float input in turn; null where the result does not depend on it. Absent where there is nothing to differentiate. */
  readonly gradients?: readonly (Golden | null)[]
}
/** "@0" is input 0, "#NaN" a number that JSON lacks, "#undefined" an argument left out, { op, args } a call within the call. */
export type Argument = string | number | boolean | null | readonly Argument[] | { readonly [name: string]: Argument }
export interface Golden {
  readonly shape: Shape
  readonly dtype: Dtype
  /** Little-endian items in base64; a bool is a byte. */
  readonly data: string
}

/** All cases that generate.py has written, in the order of its tables. */
export function readCases(): Case[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'layers.json')
  return files.flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cases: Case[] }).cases)
}
export const folder = join(__dirname, 'goldens')

/** The first case of each op, and those marked: enough to run every kernel forward and backward. */
export function sampleOf(cases: readonly Case[]): Case[] {
  const seen = new Set<string>()
  return cases.filter(({ op, sample = false }) => {
    const isFirst = !seen.has(op)
    seen.add(op)
    return isFirst || sample
  })
}

/** In the order of each op's first case. */
export function byOp(cases: readonly Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>()
  for (const example of cases) groups.set(example.op, [...(groups.get(example.op) ?? []), example])
  return groups
}

export function decode({ dtype, data }: Golden): Values {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'))
  switch (dtype) {
    case 'float32':
      return new Float32Array(bytes.buffer)
    case 'int32':
      return new Int32Array(bytes.buffer)
    case 'bool':
      return bytes
  }
}

/** matMul(2×3, 3×4, false, true) */
export function titleOf({ op, args, inputs }: Case): string {
  const show = (argument: Argument): string => {
    if (typeof argument === 'string') return argument.startsWith('@') ? describeInput(inputs[Number(argument.slice(1))]!) : argument.replace(/^#/, '')
    if (Array.isArray(argument)) return `[${argument.map(show).join(', ')}]`
    if (typeof argument !== 'object' || argument === null) return String(argument)
    const { op: inner, ...named } = argument as { readonly [name: string]: Argument }
    if (typeof inner === 'string') return `${inner}(${(named['args'] as Argument[]).map(show).join(', ')})`
    return `{ ${Object.entries(named)
      .map(([name, value]) => `${name}: ${show(value)}`)
      .join(', ')} }`
  }
  return `${op}(${args.map(show).join(', ')})`
}

function describeInput({ shape, dtype, kind }: InputSpec): string {
  const size = shape.length === 0 ? 'scalar' : shape.join('×')
  return `${size}${dtype === 'float32' ? '' : ` ${dtype}`}${kind === 'given' ? ' given' : ''}`
}
