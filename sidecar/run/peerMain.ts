import { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { asGradlabError } from '../../protocol'
import { dataPlaces, openTable } from '../data/open'
import type { Table } from '../data/table'
import { startEngine } from '../engine/start'
import { experimentOf } from '../store/layout'
import { searchFrom } from '../tensorflow/searchedFrom'
import { toDataset } from './dataset'
import { startHeartbeat } from './heartbeat'
import { holdPeers } from './heldPeers'
import { watchKernels } from './kernelWatch'
import type { PeerReply, PeerRequest } from './peers'
import { createFrameReader, encodeFrame, type Frame } from './peerWire'
import { loadPeer } from './program'

// A process that holds peers of a run. Requests are answered one after the other.

Error.stackTraceLimit = 60
startHeartbeat(6, 1000) // a call may take minutes, and `disconnect` is heard after it
const tables = new Map<string, Promise<Table>>() // read once, however many peers are here
const peers = holdPeers({
  kernels: watchKernels(),
  async load({ run, module, engine }) {
    searchFrom(experimentOf(run))
    await startEngine(engine)
    return loadPeer(run, module)
  },
  async dataset(id) {
    const table = tables.get(id) ?? openTable(id, dataPlaces(process.env))
    tables.set(id, table)
    return toDataset(await table)
  },
})
const out = new Socket({ fd: 5, readable: false })
out.on('error', () => process.exit(0)) // the run was killed, and an answer finds nobody before `disconnect` is heard
let turn = Promise.resolve()
const reader = createFrameReader((frame) => {
  turn = turn.then(async () => {
    await setImmediate() // lets `disconnect` in between requests, of which there may be thousands
    out.write(encodeFrame({ id: frame.id, ...(await answer(frame)) }))
  })
})
new Socket({ fd: 4 }).on('data', (chunk) => reader.push(chunk))
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => undefined)

async function answer({ header, payload }: Frame): Promise<{ header: PeerReply; payload: Uint8Array }> {
  try {
    return { header: { ok: true }, payload: await peers.obey(header as PeerRequest, payload) }
  } catch (error) {
    return { header: { ok: false, error: asGradlabError(error).toData() }, payload: new Uint8Array(0) }
  }
}
