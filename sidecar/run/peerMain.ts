import { Socket } from 'node:net'
import { asGradlabError, decodeSafetensors, encodeSafetensors, GradlabError } from '../../protocol'
import { createParamsTree, type ParamsTree } from '../../sdk/params'
import type { PeerContext, PeerMethods } from '../../sdk/peer'
import { createRng } from '../../sdk/random/rng'
import { inLastingScope, inScope } from '../../sdk/session/scope'
import { dataPlaces, openTable } from '../data/open'
import { startEngine } from '../engine/start'
import { explainError } from '../load/explain'
import type { Locator } from '../load/locate'
import { experimentOf } from '../store/layout'
import { searchFrom } from '../tensorflow/searchedFrom'
import { toDataset } from './dataset'
import type { PeerReply, PeerRequest } from './peers'
import { createFrameReader, encodeFrame, type Frame } from './peerWire'
import { loadPeer } from './program'

// A process that holds peers of a run. Requests are answered one after the other: two peers never use the engine at once.

interface Held {
  readonly params: ParamsTree
  readonly methods: PeerMethods
  readonly locator: Locator
  readonly module: string
  readonly moment: { step: number; hyper: PeerContext['hyper'] }
}

Error.stackTraceLimit = 60
const peers = new Map<string, Held>()
const out = new Socket({ fd: 5, readable: false })
let turn = Promise.resolve()
const reader = createFrameReader((frame) => {
  turn = turn.then(async () => void out.write(encodeFrame({ id: frame.id, ...(await answer(frame)) })))
})
new Socket({ fd: 4 }).on('data', (chunk) => reader.push(chunk))
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => undefined)

async function answer({ header, payload }: Frame): Promise<{ header: PeerReply; payload: Uint8Array }> {
  try {
    return { header: { ok: true }, payload: await obey(header as PeerRequest, payload) }
  } catch (error) {
    return { header: { ok: false, error: asGradlabError(error).toData() }, payload: nothing }
  }
}

const nothing = new Uint8Array(0)

async function obey(request: PeerRequest, payload: Uint8Array): Promise<Uint8Array> {
  switch (request.kind) {
    case 'spawn':
      await setUp(request)
      return nothing
    case 'call':
      return call(request, payload)
    case 'save':
      return encodeSafetensors(await held(request.name).params.save())
    case 'restore':
      held(request.name).params.restore(decodeSafetensors(payload))
      return nothing
  }
}

function held(name: string): Held {
  const peer = peers.get(name)
  if (!peer) throw new GradlabError('internal', { problem: `no peer ${name} in this process` })
  return peer
}

async function setUp({ run, module, name, seed, hyper, data, engine }: Extract<PeerRequest, { kind: 'spawn' }>): Promise<void> {
  searchFrom(experimentOf(run))
  await startEngine(engine)
  const { exported, locator } = loadPeer(run, module)
  const moment = { step: -1, hyper }
  const params = createParamsTree((path) => createRng(seed, `${name}/init/${path}`, -1))
  const places = dataPlaces(process.env)
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
    dataset: async (id) => toDataset(await openTable(id ?? data, places)),
  }
  try {
    const { result: methods } = await inLastingScope('set up', () => exported.setUp(params, ctx))
    peers.set(name, { params, methods, locator, module, moment })
  } catch (error) {
    throw explainError(error, `${module} (${name})`, locator)
  }
}

async function call({ name, method, options, hyper, step }: Extract<PeerRequest, { kind: 'call' }>, message: Uint8Array): Promise<Uint8Array> {
  const { methods, locator, moment, module } = held(name)
  Object.assign(moment, { hyper, step })
  const body = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (!body) throw new GradlabError('source/peer', { peer: name, method, module, problem: `it has no such method; it has ${Object.keys(methods).join(', ')}` })
  try {
    return await inScope(method, () => body(message, options))
  } catch (error) {
    throw explainError(error, `${name}.${method}`, locator)
  }
}
