import assert from 'node:assert/strict'
import { join } from 'node:path'
import { encode as encodePng } from 'fast-png'
import { inFolder } from '../inFolder.testing'
import { readClipFolder } from './clips'

const frame = (value: number, width = 2, height = 1): Uint8Array => encodePng({ width, height, channels: 1, data: new Uint8Array(width * height).fill(value) })
const options = { largestSide: 64, mostFrames: 4, isLabelled: true }
const read = async (folder: string, more = {}) => {
  const { rows, ...sizes } = await readClipFolder(folder, { ...options, ...more })
  const { video, length, label } = rows.columns
  assert.ok(video?.dtype === 'float32' && length?.dtype === 'int32')
  const [frames, height, width, channels] = video.shape as [number, number, number, number]
  const size = height * width * channels
  const values = Array.from({ length: length.values.length * frames }, (_, at) => video.values[at * size]!)
  return {
    shape: video.shape,
    values, // the first pixel of each frame
    lengths: [...length.values],
    labels: label?.dtype === 'int32' ? Array.from(label.values, (value) => label.labels![value]) : undefined,
    parts: rows.parts,
    ...sizes,
  }
}

describe('a folder of clips', () => {
  it('is read in the order of the frames’ numbers; shorter clips are filled up, and their length is told', async () => {
    const files = {
      ...Object.fromEntries([1, 2, 9, 10].map((number) => [`go/b/frame${number}.png`, frame(number)])),
      'go/a/1.png': frame(50),
      'stop/a/01.png': frame(70),
      'stop/a/02.png': frame(71),
      'stop/a/notes.txt': 'x',
      'stop/.DS_Store': 'x',
    }
    await inFolder(files, async (folder) => {
      assert.deepEqual(await read(folder), {
        shape: [4, 1, 2, 1],
        values: [50, 0, 0, 0, 1, 2, 9, 10, 70, 71, 0, 0],
        lengths: [1, 4, 2],
        labels: ['go', 'go', 'stop'],
        parts: undefined,
        fewest: 1,
        most: 4,
        thinned: 0,
      })
    })
  })

  it('gives of a long clip as many frames as are asked for, evenly', async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x/a/${i}.png`, frame(i)]))
    await inFolder(files, async (folder) => {
      const { values, thinned } = await read(folder)
      assert.deepEqual([values, thinned], [[1, 4, 7, 10], 1])
    })
  })

  it('keeps train/ and test/ apart, makes large frames smaller, and has colour if one frame has it', async () => {
    const colored = encodePng({ width: 8, height: 4, channels: 3, data: Uint8Array.from({ length: 96 }, (_, at) => at) })
    await inFolder({ 'train/x/a/1.png': frame(9, 8, 4), 'train/y/a/1.png': colored, 'test/x/b/1.png': frame(9, 8, 4) }, async (folder) => {
      const { shape, parts, labels } = await read(folder, { largestSide: 4 })
      assert.deepEqual(
        [shape, labels, parts],
        [
          [1, 2, 4, 3],
          ['x', 'x', 'y'],
          ['test', 'train', 'train'],
        ],
      )
    })
  })

  it('without classes has the clips’ own names', async () => {
    await inFolder({ 'one/1.png': frame(1), 'two/1.png': frame(2) }, async (folder) => {
      const { rows } = await readClipFolder(folder, { ...options, isLabelled: false })
      assert.deepEqual(rows.columns['clip']?.dtype === 'int32' && rows.columns['clip'].labels, ['one', 'two'])
      assert.equal(rows.columns['label'], undefined)
    })
  })

  it('is refused where a clip has no frames, where frames lie beside clips, and where sizes differ, each with the place and what to do', async () => {
    await inFolder({ 'x/a/1.png': frame(1), 'x/b/readme.txt': 'x' }, async (folder) =>
      assert.rejects(read(folder), { code: 'data/clip-empty', message: new RegExp(`${join('x', 'b')} is a clip without frames`), suggestion: /PNG or JPEG/ }),
    )
    await inFolder({ 'x/a/1.png': frame(1), 'x/2.png': frame(1) }, async (folder) =>
      assert.rejects(read(folder), { code: 'data/clip-frame', message: /2\.png is no frame/, suggestion: /class\/clip\/frame\.png/ }),
    )
    await inFolder({ 'x/a/1.png': frame(1), 'y/b/1.png': frame(1), 'y/b/2.png': frame(1, 3, 1) }, async (folder) =>
      assert.rejects(read(folder), { code: 'data/frame-size', message: /2\.png has 3 × 1 pixels, the first frame of the set has 2 × 1/ }),
    )
    await inFolder({ 'x/a/1.png': frame(1).subarray(0, 40) }, async (folder) => assert.rejects(read(folder), { code: 'data/cut-short', message: /1\.png/ }))
    await inFolder({ 'notes.txt': 'x' }, async (folder) => assert.rejects(read(folder), { code: 'data/format', message: /class\/clip\/frame\.png/ }))
  })
})
