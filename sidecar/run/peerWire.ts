/**
 * How a run and its peers' processes talk: u32 length of what follows, u32 id, u32 length of a JSON header, the header, the payload; little-endian.
 * The whole frame is what `sentBytes` and `receivedBytes` count.
 */
export interface Frame {
  readonly id: number
  readonly header: unknown
  readonly payload: Uint8Array
  /** Of the whole frame, as it crossed. */
  readonly wireBytes: number
}

export function encodeFrame({ id, header, payload }: Omit<Frame, 'wireBytes'>): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const frame = Buffer.allocUnsafe(12 + json.length + payload.length)
  frame.writeUInt32LE(frame.length - 4, 0)
  frame.writeUInt32LE(id, 4)
  frame.writeUInt32LE(json.length, 8)
  json.copy(frame, 12)
  frame.set(payload, 12 + json.length)
  return frame
}

/** A count as a payload. */
export function encodeCount(count: number): Uint8Array {
  const payload = Buffer.alloc(8)
  payload.writeDoubleLE(count)
  return payload
}
export function decodeCount(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getFloat64(0, true)
}

/** Puts chunks together into frames. */
export function createFrameReader(onFrame: (frame: Frame) => void): { push(chunk: Buffer): void } {
  let chunks: Buffer[] = []
  let held = 0
  return {
    push(chunk) {
      chunks.push(chunk)
      held += chunk.length
      // Joined only when a frame may be whole: a large one comes in many chunks.
      while (held >= 4) {
        if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)]
        const length = 4 + chunks[0]!.readUInt32LE(0)
        if (held < length) return
        const joined = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
        onFrame(decode(joined.subarray(0, length)))
        chunks = [joined.subarray(length)]
        held -= length
      }
    },
  }
}

function decode(frame: Buffer): Frame {
  const headerLength = frame.readUInt32LE(8)
  const header: unknown = JSON.parse(frame.toString('utf8', 12, 12 + headerLength))
  return { id: frame.readUInt32LE(4), header, payload: Uint8Array.from(frame.subarray(12 + headerLength)), wireBytes: frame.length }
}
