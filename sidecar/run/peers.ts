import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { GradlabError, type EngineName, type ErrorData, type HyperValues, type SafeFile } from '../../protocol'
import type { Peer } from '../../sdk'
import { distFolder } from '../places'
import { createFrameReader, decodeCount, encodeFrame, type Frame } from './peerWire'

/** The peers of a run: their processes, their calls, their part of a checkpoint. */
export interface Peers {
  /** @param hyper the run's own object, read at every call */
  spawn(module: string, options: { name: string }, hyper: HyperValues): Promise<Peer>
  /** Every peer's Params and byte counts, to stand in the run's checkpoint under `peer:<name>:`. */
  save(): Promise<SafeFile>
  restore(file: SafeFile): Promise<void>
  /** From now on, counts what is done in their processes; nothing where there are none. */
  countMultiplyAdds(): Promise<{ stop(): Promise<number> }>
  readonly count: number
  end(): void
}

export interface PeersHost {
  readonly run: string
  readonly engine: EngineName
  readonly data: string
  readonly seed: number
  readonly step: () => number
}

/** What crosses besides a call's payload. Bytes are counted of `call` and its reply only: all else is the harness' own business. */
export type PeerRequest =
  | {
      readonly kind: 'spawn'
      readonly module: string
      readonly name: string
      readonly hyper: HyperValues
      readonly seed: number
      readonly data: string
      readonly run: string
      readonly engine: EngineName
    }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly method: string
      readonly options: Record<string, number | string>
      readonly step: number
    }
  | { readonly kind: 'hyper'; readonly name: string; readonly hyper: HyperValues }
  | { readonly kind: 'save'; readonly name: string }
  | { readonly kind: 'restore'; readonly name: string }
  /** Of the process that holds this peer, whichever peer works: begin to count, and give the number, as `encodeCount` writes it. */
  | { readonly kind: 'beginCount' | 'endCount'; readonly name: string }
export type PeerReply = { readonly ok: true } | { readonly ok: false; readonly error: ErrorData }

/** @param start a process for peers; tests hold theirs in their own */
export function createPeers(host: PeersHost, start: () => PeerProcess = startPeerProcess): Peers {
  const processes: PeerProcess[] = []
  const peers = new Map<string, { process: PeerProcess; counts: { sent: number; received: number } }>()

  /** No more processes than cores; peers share them in turn. */
  const processFor = (index: number): PeerProcess => {
    const most = availableParallelism()
    return (processes[index % most] ??= start())
  }

  return {
    get count() {
      return peers.size
    },
    async spawn(module, { name }, hyper) {
      if (peers.has(name)) throw new GradlabError('source/params', { problem: `There is a peer "${name}" already.` })
      const entry = { process: processFor(peers.size), counts: { sent: 0, received: 0 } }
      peers.set(name, entry)
      const { run, engine, seed, data } = host
      let known = JSON.stringify(hyper)
      await entry.process.ask({ kind: 'spawn', module, name, hyper, seed, data, run, engine })
      return {
        async call(method, message, options = {}) {
          const now = JSON.stringify(hyper)
          if (now !== known) await entry.process.ask({ kind: 'hyper', name, hyper }) // a live change, or what a resume brought back
          known = now
          const { payload, sentBytes, receivedBytes } = await entry.process.ask({ kind: 'call', name, method, options, step: host.step() }, message)
          entry.counts.sent += sentBytes
          entry.counts.received += receivedBytes
          return payload
        },
        get sentBytes() {
          return entry.counts.sent
        },
        get receivedBytes() {
          return entry.counts.received
        },
      }
    },
    async save() {
      const files: [string, Uint8Array][] = []
      const counts: Record<string, { sent: number; received: number }> = {}
      for (const [name, entry] of peers) {
        const { payload } = await entry.process.ask({ kind: 'save', name })
        files.push([`peer:${name}`, payload])
        counts[name] = entry.counts
      }
      const tensors = files.map(([name, bytes]) => [name, { dtype: 'U8' as const, shape: [bytes.length], bytes }] as const)
      return { tensors: new Map(tensors), metadata: peers.size > 0 ? { peers: JSON.stringify(counts) } : {} }
    },
    async restore(file) {
      const counts = JSON.parse(file.metadata['peers'] ?? '{}') as Record<string, { sent: number; received: number }>
      for (const [name, entry] of peers) {
        const saved = file.tensors.get(`peer:${name}`)
        if (!saved || !counts[name]) throw new GradlabError('checkpoint/mismatch', { problem: `it has no peer ${name}` })
        await entry.process.ask({ kind: 'restore', name }, saved.bytes)
        Object.assign(entry.counts, counts[name])
      }
    },
    async countMultiplyAdds() {
      const inEach = [...new Map([...peers].map(([name, { process }]) => [process, name]))]
      const ask = (kind: 'beginCount' | 'endCount') => Promise.all(inEach.map(([process, name]) => process.ask({ kind, name })))
      await ask('beginCount')
      return { stop: async () => (await ask('endCount')).reduce((sum, { payload }) => sum + decodeCount(payload), 0) }
    },
    end() {
      for (const process of processes) process.end()
    },
  }
}

export interface PeerProcess {
  ask(request: PeerRequest, payload?: Uint8Array): Promise<{ payload: Uint8Array; sentBytes: number; receivedBytes: number }>
  end(): void
}

/** One process with an engine of its own, over two pipes (4 in, 5 out) and one for signs of life (6). It ends when its parent does. */
function startPeerProcess(): PeerProcess {
  const child = fork(join(distFolder, 'peer.js'), [], {
    env: { ...process.env, GRADLAB_THREADS: '1' }, // there are as many of them as cores
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe', 'pipe', 'pipe'],
    serialization: 'json',
  })
  const [, , , , input, output, signs] = child.stdio as unknown as [null, null, null, null, Writable, Readable, Readable] // its type knows five only
  const waiting = new Map<number, { request: PeerRequest; resolve(frame: Frame): void; reject(error: Error): void }>()
  const modules = new Map<string, string>() // by peer
  let nextId = 1
  let ending: string | undefined
  const reader = createFrameReader((frame) => {
    const asked = waiting.get(frame.id)
    waiting.delete(frame.id)
    asked?.resolve(frame)
  })
  output.on('data', (chunk: Buffer) => reader.push(chunk))
  signs.resume()
  input.on('error', () => undefined) // a peer that is gone is reported by `exit`
  const refuse = (request: PeerRequest, problem: string): GradlabError => {
    const { name, kind } = request
    return new GradlabError('source/peer', { peer: name, method: kind === 'call' ? request.method : kind, module: modules.get(name)!, problem })
  }
  child.once('exit', (code, signal) => {
    ending = `its process ended with ${signal ?? `exit code ${code}`}`
    for (const { request, reject } of waiting.values()) reject(refuse(request, ending))
    waiting.clear()
  })
  return {
    async ask(request, payload = new Uint8Array(0)) {
      if (request.kind === 'spawn') modules.set(request.name, request.module)
      if (ending !== undefined) throw refuse(request, ending) // between two requests: nobody would answer
      const id = nextId++
      const bytes = encodeFrame({ id, header: request, payload })
      const reply = await new Promise<Frame>((resolve, reject) => {
        waiting.set(id, { request, resolve, reject })
        input.write(bytes)
      })
      const header = reply.header as PeerReply
      if (!header.ok) throw GradlabError.fromData(header.error)
      return { payload: reply.payload, sentBytes: bytes.length, receivedBytes: reply.wireBytes }
    },
    end: () => void child.kill(),
  }
}
