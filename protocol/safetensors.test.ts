import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSafetensors, encodeSafetensors, type SafeFile, type SafeTensor } from './safetensors'

/** Made with the safetensors package by test/goldens/safetensorsFile.py. */
interface Golden {
  file: string
  metadata: Record<string, string>
  tensors: Record<string, { dtype: SafeTensor['dtype']; shape: number[]; bytes: string }>
}
const golden = JSON.parse(readFileSync(join(__dirname, '../test/goldens/safetensorsFile.json'), 'utf8')) as Golden

const bytesOf = (values: Float32Array | Int32Array | Uint8Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const sample: SafeFile = {
  tensors: new Map<string, SafeTensor>([
    ['mask', { dtype: 'BOOL', shape: [3], bytes: Uint8Array.of(1, 0, 1) }],
    ['层/kernel', { dtype: 'F32', shape: [2, 2], bytes: bytesOf(Float32Array.of(NaN, -0, Infinity, 1e-40)) }],
    ['12', { dtype: 'I32', shape: [], bytes: bytesOf(Int32Array.of(-(2 ** 31))) }],
    ['empty', { dtype: 'F32', shape: [0, 4], bytes: new Uint8Array(0) }],
    ['bytes', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(255) }],
  ]),
  metadata: { step: '7', 名: '"值"\n' },
}

/** A file of this header and data, the header's length as given or right. */
function file(header: string, data: readonly number[] = [], headerLength?: number): Uint8Array {
  const json = new TextEncoder().encode(header)
  const made = new Uint8Array(8 + json.length + data.length)
  new DataView(made.buffer).setBigInt64(0, BigInt(headerLength ?? json.length), true)
  made.set(json, 8)
  made.set(data, 8 + json.length)
  return made
}
const entry = (offsets: readonly unknown[], shape: readonly unknown[] = [4], dtype = 'U8'): object => ({ dtype, shape, data_offsets: offsets })

describe('safetensors', () => {
  it('round trips every type, bit for bit, names and metadata in any script', () => {
    const { tensors, metadata } = decodeSafetensors(encodeSafetensors(sample))
    assert.deepEqual(new Map([...tensors].sort()), new Map([...sample.tensors].sort()))
    assert.deepEqual(metadata, sample.metadata)
  })

  it('round trips no tensors and no metadata', () => {
    assert.deepEqual(decodeSafetensors(encodeSafetensors({ tensors: new Map(), metadata: {} })), { tensors: new Map(), metadata: {} })
  })

  it("reads what Python's safetensors writes", () => {
    const { tensors, metadata } = decodeSafetensors(Uint8Array.from(Buffer.from(golden.file, 'base64')))
    assert.deepEqual(metadata, golden.metadata)
    assert.deepEqual([...tensors.keys()].sort(), Object.keys(golden.tensors).sort())
    for (const [name, { dtype, shape, bytes }] of tensors) {
      assert.deepEqual({ dtype, shape, bytes: Buffer.from(bytes).toString('base64') }, golden.tensors[name])
    }
  })

  it("begins its data at a multiple of 8, whatever the header's length", () => {
    for (let length = 1; length <= 16; length++) {
      const made = encodeSafetensors({ tensors: new Map([['x'.repeat(length), sample.tensors.get('mask')!]]), metadata: {} })
      assert.equal((made.length - 3) % 8, 0)
      assert.deepEqual([...made.slice(-3)], [1, 0, 1])
    }
  })

  it("begins every tensor at a multiple of its item's size, so that others can map the file", () => {
    const made = encodeSafetensors(sample)
    const headerLength = Number(new DataView(made.buffer).getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(made.subarray(8, 8 + headerLength))) as Record<string, { dtype: string; data_offsets: [number, number] }>
    for (const [name, { dtype, data_offsets: offsets }] of Object.entries(header)) {
      if (dtype === 'F32' || dtype === 'I32') assert.equal(offsets[0] % 4, 0, `${name} begins at ${offsets[0]}`)
    }
  })

  it('gives aligned bytes though the file lies at an odd offset, and does not share them', () => {
    const made = encodeSafetensors(sample)
    const shifted = new Uint8Array(made.length + 1)
    shifted.set(made, 1)
    const { bytes } = decodeSafetensors(shifted.subarray(1)).tensors.get('层/kernel')!
    assert.equal(bytes.byteOffset % 4, 0)
    shifted.fill(0)
    assert.equal(new Float32Array(bytes.buffer, bytes.byteOffset, 4)[2], Infinity)
  })

  it('keeps names that objects have a use for', () => {
    const names = ['__proto__', 'constructor', 'toString', '10', '9']
    const { tensors } = decodeSafetensors(encodeSafetensors({ tensors: new Map(names.map((name) => [name, sample.tensors.get('mask')!])), metadata: {} }))
    assert.deepEqual([...tensors.keys()].sort(), names.sort())
  })

  it('refuses to write a tensor named as the metadata is', () => {
    assert.throws(() => encodeSafetensors({ tensors: new Map([['__metadata__', sample.tensors.get('mask')!]]), metadata: {} }), /__metadata__/)
  })

  it('refuses to write a tensor whose bytes do not fit its shape', () => {
    assert.throws(
      () => encodeSafetensors({ tensors: new Map([['x', { dtype: 'F32', shape: [2], bytes: new Uint8Array(4) }]]), metadata: {} }),
      /tensor x takes 8 bytes, got 4/,
    )
  })

  for (const [what, bytes, message] of [
    ['an empty file', new Uint8Array(0), /at least 8 bytes, got 0/],
    ['a file of 7 bytes', new Uint8Array(7), /at least 8 bytes, got 7/],
    ['a header longer than the file', file('{}', [], 3), /the header takes 3 bytes, the file has 10/],
    ['a header length of 2^64 − 1', file('{}', [], -1), /the header takes/],
    ['a header that is not JSON', file('{"x":'), /not JSON/],
    ['a header that is not UTF-8', file(JSON.stringify({ x: entry([0, 0], [0]) })).fill(0xff, 10, 11), /not UTF-8/],
    ['a header that is null', file('null'), /not an object/],
    ['a header that is a list', file('[]'), /not an object/],
    ['an entry that is not an object', file('{"x":3}'), /entry for x is not valid/],
    ['a type it does not know', file(JSON.stringify({ x: entry([0, 4], [2], 'F16') }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['a type named like a method of objects', file(JSON.stringify({ x: entry([0, 4], [4], 'toString') }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['a negative size', file(JSON.stringify({ x: entry([0, 4], [-4]) }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['a broken size', file(JSON.stringify({ x: entry([0, 4], [4.5]) }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['offsets in the wrong order', file(JSON.stringify({ x: entry([4, 0], []) }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['three offsets', file(JSON.stringify({ x: entry([0, 4, 4]) }), [0, 0, 0, 0]), /entry for x is not valid/],
    ['offsets that do not fit the shape', file(JSON.stringify({ x: entry([0, 4], [3]) }), [0, 0, 0, 0]), /tensor x takes 3 bytes, the header gives it 4/],
    ['a tensor beyond the end', file(JSON.stringify({ x: entry([0, 4]) }), [0, 0, 0]), /tensor x ends at byte 4, the data has 3/],
    ['bytes after the last tensor', file(JSON.stringify({ x: entry([0, 4]) }), [0, 0, 0, 0, 0]), /expected 4 bytes of data, got 5/],
    ['bytes before the first tensor', file(JSON.stringify({ x: entry([1, 5]) }), [0, 0, 0, 0, 0]), /tensor x begins at byte 1, expected 0/],
    [
      'a hole between two tensors',
      file(JSON.stringify({ x: entry([0, 4]), y: entry([5, 9]) }), [0, 0, 0, 0, 0, 0, 0, 0, 0]),
      /tensor y begins at byte 5, expected 4/,
    ],
    ['two tensors over the same bytes', file(JSON.stringify({ x: entry([0, 4]), y: entry([0, 4]) }), [0, 0, 0, 0]), /tensor y begins at byte 0, expected 4/],
    ['metadata that are not texts', file('{"__metadata__":{"step":3}}'), /metadata/],
    ['metadata that are a list', file('{"__metadata__":["3"]}'), /metadata/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => decodeSafetensors(bytes),
        (thrown) => thrown instanceof RangeError && message.test(thrown.message),
      )
    })
  }

  it('refuses a file cut short at any byte', () => {
    const made = encodeSafetensors(sample)
    for (let length = 0; length < made.length; length++) assert.throws(() => decodeSafetensors(made.slice(0, length)), RangeError, `cut at ${length}`)
  })
})
