import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { createPeers, type PeerProcess } from './peers'
import { encodeCount } from './peerWire'

describe('the arithmetic of peers', () => {
  it('is asked of each process once, however many peers it holds, and added up', async () => {
    const asked: string[] = []
    let processes = 0
    const start = (): PeerProcess => {
      const number = processes++
      return {
        async ask({ kind }) {
          if (kind !== 'spawn') asked.push(`${kind} ${number}`)
          return { payload: kind === 'endCount' ? encodeCount(10 ** number) : new Uint8Array(0), sentBytes: 1, receivedBytes: 1 }
        },
        end: () => undefined,
      }
    }
    const peers = createPeers({ run: '', engine: 'cpu', data: '', seed: 0, step: () => 0 }, start)
    const none = await peers.countMultiplyAdds()
    assert.equal(await none.stop(), 0)
    const spawned = Array.from({ length: availableParallelism() + 1 }, (_, i) => `peer-${i}`)
    const [first] = await Promise.all(spawned.map((name) => peers.spawn('./peer.ts', { name }, {})))
    const count = await peers.countMultiplyAdds()
    const all = Array.from({ length: processes }, (_, i) => i)
    assert.equal(processes, availableParallelism())
    assert.equal(
      await count.stop(),
      all.reduce((sum, number) => sum + 10 ** number, 0),
    )
    assert.deepEqual(asked, [...all.map((number) => `beginCount ${number}`), ...all.map((number) => `endCount ${number}`)])
    assert.deepEqual([first!.sentBytes, first!.receivedBytes], [0, 0], 'on nobody’s bill')
  })
})
