import { cellsOf, channels } from './branches'
import type { Clips } from './data'
import type { Branch, Hyper } from './model'

/** Widths that differ from arm to arm: of a frame's vector, of the state, and within the transformer's perceptron. */
export interface Sizes {
  frame: number // E
  state: number // R
  perceptron: number // F
}
type Asked = Pick<Hyper, 'width' | 'layers' | 'gate'>

/** Which of its parts an arm widens, to have the parameters of the fusion of all three: the last that thinks about order, if there is one. */
const widened = (branches: readonly Branch[]): keyof Sizes => (branches.includes('transformer') ? 'perceptron' : branches.includes('rnn') ? 'state' : 'frame')

/** The sizes with which these branches have the parameters that all three have, as nearly as whole numbers allow: within 1 %. */
export function sized(hyper: Asked, branches: readonly Branch[], clips: Pick<Clips, 'shape' | 'classes'>): Sizes {
  const whole: Sizes = { frame: hyper.width, state: hyper.width, perceptron: 2 * hyper.width }
  const target = parameters({ ...hyper, gate: 'learned' }, ['cnn', 'rnn', 'transformer'], whole, clips)
  const part = widened(branches)
  const off = (width: number): number => Math.abs(parameters(hyper, branches, { ...whole, [part]: width }, clips) - target)
  let width = whole[part]
  while (off(width + 1) < off(width)) width++
  return { ...whole, [part]: width }
}

/** How many numbers are trained, by a closed form. */
export function parameters(
  { width: D, layers, gate }: Asked,
  branches: readonly Branch[],
  { frame: E, state: R, perceptron: F }: Sizes,
  { shape: [T, height, width, C], classes }: Pick<Clips, 'shape' | 'classes'>,
): number {
  const S = cellsOf(height) * cellsOf(width)
  const K = branches.length
  const dense = (inputs: number, outputs: number): number => (inputs + 1) * outputs
  const norm = 2 * D
  const [first, second, third] = channels(C, D).slice(1) as [number, number, number]
  const convolutions = dense(9 * C, first) + dense(9 * first, second) + dense(9 * second, third)
  const known = branches.includes('rnn') ? R : E // of a frame, to the transformer
  const ofBranch: Record<Branch, number> = {
    cnn: dense(E, D) + norm,
    rnn: dense(E, 3 * R) + dense(R, 3 * R) + dense(R, D) + norm,
    transformer:
      dense(known, D) + (1 + S + T) * D + layers * (dense(D, 3 * D) + dense(D, D) + dense(D, F) + dense(F, D) + 2 * norm) + norm + dense(D, D) + norm,
  }
  const gates = gate === 'learned' && K > 1 ? dense(K * D, K * D) : 0
  return convolutions + dense(S * D, E) + branches.reduce((sum, branch) => sum + ofBranch[branch], 0) + gates + dense(D, classes)
}
