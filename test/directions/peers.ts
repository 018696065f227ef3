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
    }
    const inTurn = createTurns()
    return createPeers({ run: '', engine: 'cpu', data: '', seed, step }, () => startHere(world, inTurn))
  }
}

/**
 * Obeys one after the other, of all processes that would be, and answers only when none is left: whoever asked several goes on in a tensor scope of its own,
 * and would otherwise do so in the scope of the next.
 */
function createTurns(): (work: () => Promise<() => void>) => void {
  const answers: (() => void)[] = []
  let [turn, left] = [Promise.resolve(), 0]
  return (work) => {
    left++
    turn = turn.then(async () => {
      answers.push(await work())
      if (--left === 0) answers.splice(0).forEach((answer) => answer())
    })
  }
}

function startHere(world: PeersWorld, inTurn: ReturnType<typeof createTurns>): PeerProcess {
  const peers = holdPeers(world)
  return {
    ask: (request, payload = new Uint8Array(0)) =>
      new Promise((resolve, reject) => {
        const asked = across({ id: 1, header: request, payload })
        inTurn(async () => {
          try {
            const header: PeerReply = { ok: true }
            const reply = across({ id: 1, header, payload: await peers.obey(request, asked.payload) })
            return () => resolve({ payload: reply.payload, sentBytes: asked.wireBytes, receivedBytes: reply.wireBytes })
          } catch (error) {
            return () => reject(asGradlabError(error))
          }
        })
      }),
    end: () => peers.dispose(),
  }
}

/** What arrives of a frame that is sent. */
function across(frame: Omit<Frame, 'wireBytes'>): Frame {
  let arrived: Frame | undefined
  createFrameReader((read) => (arrived = read)).push(encodeFrame(frame))
  return arrived!
}
