import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure, JsonNumber, RunEvent } from '../../protocol'
import { fixtureManifest } from '../report/fixtureRun'
import { eventFileName, writeEventFile } from './eventFile'
import { field, varint } from './protobuf'
import { crc32c, tfRecord } from './tfRecord'

/** Made with TensorBoard's own writer, and read back with its reader, by test/goldens/eventFile.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../test/goldens/eventFile.json'), 'utf8')) as {
  log: RunEvent[]
  metrics: Record<string, JsonNumber>
  file: string
}
const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const written = (figures: { step: number; figures: Figure[] }[] = []): Buffer => {
  const chunks: Uint8Array[] = []
  const manifest = { ...fixtureManifest, step: 5_000_000_000, metrics: golden.metrics }
  writeEventFile({ manifest, events: golden.log, figures }, (chunk) => void chunks.push(typeof chunk === 'string' ? text(chunk) : chunk))
  return Buffer.concat(chunks)
}

describe('CRC-32C', () => {
  for (const [what, bytes, expected] of [
    ['the digits', text('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
    // RFC 3720, appendix B.4
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ] as const) {
    it(`of ${what} is that of the standard`, () => assert.equal(crc32c(bytes), expected))
  }
})

describe('protocol buffers', () => {
  for (const [value, expected] of [
    [0, '00'],
    [1, '01'],
    [127, '7f'],
    [128, '8001'],
    [150, '9601'], // the example of the format's documentation
    [2 ** 32, '8080808010'],
    [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
  ] as const) {
    it(`write ${value} as ${expected}`, () => assert.equal(hex(varint(value)), expected))
  }
  it('refuse what is no whole number', () => {
    for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => varint(value), RangeError)
  })
  it('write each kind of field, and leave out a default but in a oneof', () => {
    assert.equal(hex(field.whole(1, 150)), '089601')
    assert.equal(hex(field.text(2, 'testing')), '120774657374696e67')
    assert.equal(hex(field.double(1, 1)), '09000000000000f03f')
    assert.equal(hex(field.floatOfOneof(2, 0)), '1500000000')
    assert.equal(hex(Buffer.concat([field.whole(1, 0), field.double(1, 0)])), '')
    assert.equal(hex(field.double(1, -0)), '090000000000000080')
    assert.equal(hex(field.message(3, field.whole(1, 150))), '1a03089601')
  })
})

describe('an event file', () => {
  it('is, byte for byte, the one that TensorBoard writes of what a resume has left', () => {
    assert.equal(hex(written()), hex(Buffer.from(golden.file, 'base64')))
  })
  it('holds pictures of the size they have, after the scalars', () => {
    const bytes = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => i)
    const picture = { width: 3, height: 2, channels: 3 as const, bytes }
    const figures: Figure[] = [
      { kind: 'image', name: 'input', images: [picture] },
      { kind: 'bars', name: 'no picture', values: { a: 1 } },
    ]
    const more = written([{ step: 7, figures }]).subarray(written().length)
    assert.ok(more.includes(Buffer.concat([Buffer.from([10, 5]), text('input'), Buffer.from([34])])))
    const png = more.indexOf(Buffer.from('89504e470d0a1a0a', 'hex'))
    assert.deepEqual([more.readUInt32BE(png + 16), more.readUInt32BE(png + 20)], [3, 2])
    assert.equal(hex(more.subarray(0, 8)), hex(tfRecord(more.subarray(12, -4)).subarray(0, 8))) // one record
    assert.deepEqual(more, Buffer.from(tfRecord(more.subarray(12, -4))))
  })
  it('has one name for one run', () => {
    assert.equal(eventFileName(fixtureManifest), 'events.out.tfevents.1735787045.gradlab')
  })
})
