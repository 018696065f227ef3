import assert from 'node:assert/strict'
import { createFrameReader, encodeFrame, type Frame } from './peerWire'

describe('peer wire', () => {
  it('puts frames together from chunks of any size', () => {
    const sent = [
      { id: 1, header: { kind: 'call', text: '你好' }, payload: Uint8Array.of(1, 2, 3) },
      { id: 2, header: null, payload: new Uint8Array(0) },
      { id: 3, header: [], payload: new Uint8Array(5000).fill(7) },
    ]
    const bytes = Buffer.concat(sent.map(encodeFrame))
    for (const size of [1, 3, 4, 17, 4096, bytes.length]) {
      const got: Frame[] = []
      const reader = createFrameReader((frame) => got.push(frame))
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
      assert.deepEqual(
        got.map(({ wireBytes: _, ...frame }) => frame),
        sent,
        `chunks of ${size}`,
      )
      assert.equal(
        got.reduce((sum, { wireBytes }) => sum + wireBytes, 0),
        bytes.length,
      )
    }
  })
})
