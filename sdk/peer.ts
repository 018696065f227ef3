import type { HyperValues } from '../protocol'
import type { Dataset } from './data'
import type { Params } from './params'
import type { Rng } from './random/rng'

/**
 * A module of the scaffold that runs in a process of its own. Bytes are counted on the wire, both ways, and the counts saved;
 * it pauses, checkpoints and ends with the run.
 */
export interface Peer {
  /** @throws GradlabError source/peer, with the place in the peer's module */
  call(method: string, message: Uint8Array, options?: Record<string, number | string>): Promise<Uint8Array>
  readonly sentBytes: number
  readonly receivedBytes: number
}

export type PeerMethods = Record<string, (message: Uint8Array, options: Record<string, number | string>) => Uint8Array | Promise<Uint8Array>>
export interface PeerContext {
  readonly name: string
  readonly hyper: HyperValues
  readonly step: number
  readonly seed: number
  rng(stream: string): Rng // its own: another peer draws other numbers
  sharedRng(stream: string): Rng // the run's `ctx.rng`: the same numbers in every peer
  dataset(id?: string): Promise<Dataset>
}
/** Its methods and its own Params, saved at the same step as the run's. */
export interface PeerDefinition {
  readonly setUp: (params: Params, ctx: PeerContext) => PeerMethods | Promise<PeerMethods>
}
/** The default export of a module run by `ctx.spawn`. */
export function definePeer(setUp: PeerDefinition['setUp']): PeerDefinition {
  return { setUp }
}
