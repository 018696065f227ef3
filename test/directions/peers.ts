import { createRequire } from 'node:module'
import { join } from 'node:path'
import { asGradlabError } from '../../protocol'
import type { PeerDefinition } from '../../sdk/peer'
import type { TestHost } from '../../sdk/testing'
import { createLocator } from '../../sidecar/load/locate'
import { holdPeers, type PeersWorld } from '../../sidecar/run/heldPeers'
import { createPeers, type PeerProcess, type PeerReply } from '../../sidecar/run/peers'
import { createFrameReader, encodeFrame, type Frame } from '../../sidecar/run/peerWire'

/** Peers of a trial as a run has them, frames, counts and checkpoints included, but in this process: a test can look at them, and starts none. */
export function peersIn(folder: string): NonNullable<TestHost['peers']> {
  return ({ seed, step, dataset }) => {
    const world: PeersWorld = {
      load: ({ module }) => ({
        exported: (createRequire(__filename)(join(folder, module)) as { default: PeerDefinition }).default,
        locator: createLocator([]),
      }),
      dataset: (id) => dataset(id || undefined),
      kernels: { countMultiplyAdds: () => ({ stop: () => 0 }) }, // a trial has no manifest to write a cost into
    }
    const queue = createQueue() // one for all: the processes of a run have an engine each, these share one
    return createPeers({ run: '', engine: 'cpu', data: '', seed, step }, () => startHere(world, queue))
  }
}

function startHere(world: PeersWorld, queue: Queue): PeerProcess {
  const peers = holdPeers(world)
  return {
    ask: (request, payload = new Uint8Array(0)) => {
      const asked = across({ id: 1, header: request, payload })
      return queue.after(async () => {
        const header: PeerReply = { ok: true }
        const reply = across({ id: 1, header, payload: await peers.obey(request, asked.payload) })
        return { payload: reply.payload, sentBytes: asked.wireBytes, receivedBytes: reply.wireBytes }
      })
    },
    end: () => peers.dispose(),
  }
}

interface Queue {
  /** @throws GradlabError what the work throws */
  after<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Works one after the other and answers only when nothing is left: whoever asked several goes on in a tensor scope of its own,
 * and would otherwise do so in the scope of the next.
 */
function createQueue(): Queue {
  const answered: (() => void)[] = []
  let [turn, left] = [Promise.resolve(), 0]
  return {
    after: (work) =>
      new Promise((resolve, reject) => {
        left++
        turn = turn.then(async () => {
          try {
            const result = await work()
            answered.push(() => resolve(result))
          } catch (error) {
            answered.push(() => reject(asGradlabError(error)))
          }
          if (--left === 0) answered.splice(0).forEach((answer) => answer())
        })
      }),
  }
}

/** What arrives of a frame that is sent. */
function across(frame: Omit<Frame, 'wireBytes'>): Frame {
  let arrived: Frame | undefined
  createFrameReader((read) => (arrived = read)).push(encodeFrame(frame))
  return arrived!
}
