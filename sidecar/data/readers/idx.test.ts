import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { GradlabError } from '../../../protocol'
import { inFolder } from '../inFolder.testing'
import { parseIdx, readIdx } from './idx'

const idx = (shape: number[], values: number[]): Buffer =>
  Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, side >> 8, side & 255]), ...values])
const images = idx([3, 1, 2], [10, 11, 20, 21, 30, 31])
const labels = idx([3], [0, 2, 1])
const fault =
  (code: string, ...said: (string | number)[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof GradlabError, String(error))
    assert.equal(error.code, code)
    for (const each of said) assert.ok(error.message.includes(String(each)), `${error.message} does not say ${each}`)
    return true
  }

describe('idx files', () => {
  it('give images and labels, zipped or not', async () => {
    await inFolder({ images: gzipSync(images), labels }, async (folder) => {
      const { columns } = await readIdx(folder, [{ images: 'images', labels: 'labels' }])
      assert.deepEqual(columns['image'], { dtype: 'float32', shape: [1, 2, 1], values: new Uint8Array([10, 11, 20, 21, 30, 31]), scale: 1 / 255 })
      assert.deepEqual(columns['label'], { dtype: 'int32', shape: [], values: Int32Array.of(0, 2, 1), labels: ['0', '1', '2'] })
    })
  })

  it('follow one another, each row keeping its part', async () => {
    await inFolder({ i: images, l: labels, j: idx([1, 1, 2], [7, 8]), m: idx([1], [1]) }, async (folder) => {
      const { columns, parts } = await readIdx(folder, [
        { images: 'i', labels: 'l', part: 'train' },
        { images: 'j', labels: 'm', part: 'test' },
      ])
      assert.deepEqual([...(columns['image'] as { values: Uint8Array }).values], [10, 11, 20, 21, 30, 31, 7, 8])
      assert.deepEqual([...(columns['label'] as { values: Int32Array }).values], [0, 2, 1, 1])
      assert.deepEqual(parts, ['train', 'train', 'train', 'test'])
    })
  })

  for (let length = 0; length < images.length; length++) {
    it(`are cut short at ${length} of ${images.length} bytes`, () =>
      assert.throws(() => parseIdx(images.subarray(0, length), 'x.idx'), fault('data/cut-short', 'x.idx', `${length < 16 ? length : length - 16} bytes`)))
  }

  it('are cut short where their gzip is', async () => {
    const zipped = gzipSync(images)
    await inFolder({ i: zipped.subarray(0, zipped.length - 9), l: labels }, (folder) =>
      assert.rejects(readIdx(folder, [{ images: 'i', labels: 'l' }]), fault('data/cut-short', 'gzip')),
    )
  })

  it('are refused when they are something else, longer, of other types, or do not belong together', async () => {
    assert.throws(() => parseIdx(Buffer.from('<!DOCTYPE html>'), 'x'), fault('data/format', '0x3c21444f'))
    assert.throws(() => parseIdx(Buffer.concat([images, Buffer.of(1)]), 'x'), fault('data/format', '6 bytes', '7 bytes'))
    assert.throws(() => parseIdx(Buffer.from([0, 0, 0x0d, 1, 0, 0, 0, 0]), 'x'), fault('data/format', '0x00000d01'))
    await inFolder({ i: images, l: idx([2], [0, 1]), big: idx([3], [0, 1, 9]), good: labels }, async (folder) => {
      await assert.rejects(readIdx(folder, [{ images: 'i', labels: 'l' }]), fault('data/format', 'n = 3', 'n = 2'))
      await assert.rejects(readIdx(folder, [{ images: 'good', labels: 'l' }]), fault('data/format', 'n × h × w'))
      await assert.rejects(readIdx(folder, [{ images: 'i', labels: 'big' }], ['a', 'b']), fault('data/format', '0 … 1', 9))
      await assert.rejects(readIdx(folder, [{ images: 'missing', labels: 'l' }]), fault('data/path', 'missing'))
    })
  })
})
