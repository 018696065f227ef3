import * as tf from '@tensorflow/tfjs'
import { decodeSafetensors, encodeSafetensors, GradlabError } from '../../protocol'
import type { Dataset } from '../../sdk'
import { createParamsTree, type ParamsTree } from '../../sdk/params'
import type { PeerContext, PeerDefinition, PeerMethods } from '../../sdk/peer'
import { createRng } from '../../sdk/random/rng'
import { inLastingScope, inScope } from '../../sdk/session/scope'
import { explainError } from '../load/explain'
import type { Locator } from '../load/locate'
import type { KernelWatch } from './kernelWatch'
import type { PeerRequest } from './peers'
import { encodeCount } from './peerWire'
import type { Program } from './program'

/** What peers need of the process that holds them. */
export interface PeersWorld {
  load(request: Extract<PeerRequest, { kind: 'spawn' }>): Program<PeerDefinition> | Promise<Program<PeerDefinition>>
  dataset(id: string): Promise<Dataset>
  readonly kernels: Pick<KernelWatch, 'countMultiplyAdds'>
}
export interface HeldPeers {
  /** Not to be called again before it has answered: two peers never use the engine at once. @throws GradlabError */
  obey(request: PeerRequest, payload: Uint8Array): Promise<Uint8Array>
  dispose(): void
}

interface Held {
  readonly params: ParamsTree
  readonly methods: PeerMethods
  readonly tensors: readonly tf.Tensor[]
  readonly locator: Locator
  readonly module: string
  readonly moment: { step: number; hyper: PeerContext['hyper'] }
}

const nothing = new Uint8Array(0)

/** The peers of one process, or of a test: what is asked of them, done. */
export function holdPeers(world: PeersWorld): HeldPeers {
  const peers = new Map<string, Held>()
  let count: { stop(): number } | undefined

  const held = (name: string): Held => {
    const peer = peers.get(name)
    if (!peer) throw new GradlabError('internal', { problem: `no peer ${name} in this process` })
    return peer
  }

  return {
    async obey(request, payload) {
      switch (request.kind) {
        case 'spawn':
          peers.set(request.name, await setUp(request, world))
          return nothing
        case 'hyper':
          held(request.name).moment.hyper = request.hyper
          return nothing
        case 'call':
          return call(held(request.name), request, payload)
        case 'save':
          return encodeSafetensors(await held(request.name).params.save())
        case 'restore':
          held(request.name).params.restore(decodeSafetensors(payload))
          return nothing
        case 'beginCount':
          count = world.kernels.countMultiplyAdds()
          return nothing
        case 'endCount':
          return encodeCount(count?.stop() ?? 0)
      }
    },
    dispose() {
      for (const { params, tensors } of peers.values()) {
        params.dispose()
        tf.dispose([...tensors])
      }
      peers.clear()
    },
  }
}

async function setUp(request: Extract<PeerRequest, { kind: 'spawn' }>, world: PeersWorld): Promise<Held> {
  const { module, name, seed, hyper, data } = request
  const { exported, locator } = await world.load(request)
  const moment = { step: -1, hyper }
  const params = createParamsTree((path) => createRng(seed, `${name}/init/${path}`, -1))
  const ctx: PeerContext = {
    name,
    seed,
    get hyper() {
      return moment.hyper
    },
    get step() {
      return moment.step
    },
    rng: (stream) => createRng(seed, `${name}/${stream}`, moment.step),
    sharedRng: (stream) => createRng(seed, stream, moment.step),
    dataset: (id) => world.dataset(id ?? data),
  }
  try {
    const { result: methods, tensors } = await inLastingScope('set up', () => exported.setUp(params, ctx))
    return { params, methods, tensors, locator, module, moment }
  } catch (error) {
    throw explainError(error, `${module} (${name})`, locator)
  }
}

async function call(
  { methods, locator, moment, module }: Held,
  { name, method, options, step }: Extract<PeerRequest, { kind: 'call' }>,
  message: Uint8Array,
): Promise<Uint8Array> {
  moment.step = step
  const body = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (!body) throw new GradlabError('source/peer', { peer: name, method, module, problem: `it has no such method; it has ${Object.keys(methods).join(', ')}` })
  try {
    return await inScope(method, () => body(message, options))
  } catch (error) {
    throw explainError(error, `${name}.${method}`, locator)
  }
}
