// What a scaffold imports as "gradlab".
import { createParamsTree, type Params } from './params'
import type { Rng } from './random/rng'

export { axes } from './axes'
export type { Data, Dataset, Source, Split } from './data'
export { dense } from './dense'
export { defineExperiment, type Context, type Experiment, type Scalars, type State } from './experiment'
export { hessianVectorProduct, type HessianVectorProductOptions } from './hessianVectorProduct'
export { choice, range, type Choice, type Field, type Range, type Values } from './hyper'
export { mean } from './mean'
export { adam, rmsProp, sgd, type Optimizer } from './optimizers'
export type { Params } from './params'
export { definePeer, type Peer, type PeerContext } from './peer'
export type { Rng } from './random/rng'
export type { Figure, Picture, Point, Sound } from '../protocol'

/** The tree that `init` returns as `params`: start it from `ctx.rng('init')`. */
export function createParams(rng: Rng): Params {
  return createParamsTree((path) => rng.fork(path))
}
