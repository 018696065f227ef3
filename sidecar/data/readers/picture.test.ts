import assert from 'node:assert/strict'
import { encode as encodePng } from 'fast-png'
import { encode as encodeJpeg } from 'jpeg-js'
import { decodePicture, pictureSize, resize, type Pixels } from './picture'

const png = (channels: 1 | 2 | 3 | 4, data: number[], depth: 8 | 16 = 8): Uint8Array =>
  encodePng({ width: 2, height: 1, channels, depth, data: depth === 16 ? Uint16Array.from(data) : Uint8Array.from(data) })
const grey = (width: number, height: number, valueAt: (x: number, y: number) => number): Pixels => ({
  width,
  height,
  channels: 1,
  bytes: Uint8Array.from({ length: width * height }, (_, at) => valueAt(at % width, Math.floor(at / width))),
})

describe('a picture', () => {
  for (const [title, bytes, channels, expected] of [
    ['of grey', png(1, [0, 200]), 1, [0, 200]],
    ['of colour', png(3, [255, 0, 0, 1, 2, 3]), 3, [255, 0, 0, 1, 2, 3]],
    ['of colour that is all grey', png(3, [7, 7, 7, 9, 9, 9]), 1, [7, 9]],
    ['half transparent, on white', png(4, [0, 0, 100, 255, 0, 0, 100, 51]), 3, [0, 0, 100, 204, 204, 224]],
    ['of grey and quite transparent', png(2, [10, 0, 10, 255]), 1, [255, 10]],
    ['of 16 bits', png(1, [0x1234, 0xffff], 16), 1, [0x12, 0xff]],
  ] as const) {
    it(`${title} is decoded`, () => {
      const pixels = decodePicture(bytes, 'x.png')
      assert.deepEqual([pixels.width, pixels.height, pixels.channels, [...pixels.bytes]], [2, 1, channels, [...expected]])
      assert.deepEqual(pictureSize(bytes), { width: 2, height: 1 })
    })
  }

  it('of one bit, packed, is decoded line by line', () => {
    // Of Pillow 13: Image.fromarray(np.array([[1, 0, 1], [0, 1, 0]], dtype=bool)).
    const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNYwOAAAAIkAOFz6zvyAAAAAElFTkSuQmCC', 'base64')
    const pixels = decodePicture(bytes, 'x.png')
    assert.deepEqual([pixels.width, pixels.height, pixels.channels, [...pixels.bytes]], [3, 2, 1, [255, 0, 255, 0, 255, 0]])
  })

  it('in JPEG keeps its size and, nearly, its colour', () => {
    const data = Buffer.from(Array.from({ length: 16 * 8 }, () => [200, 40, 90, 255]).flat())
    const bytes = encodeJpeg({ width: 16, height: 8, data }, 95).data
    const pixels = decodePicture(bytes, 'x.jpg')
    assert.deepEqual([pixels.width, pixels.height, pixels.channels, pictureSize(bytes)], [16, 8, 3, { width: 16, height: 8 }])
    for (const [at, value] of pixels.bytes.entries()) assert.ok(Math.abs(value - [200, 40, 90][at % 3]!) <= 4)
  })

  it('that was cut off anywhere is cut short, and other files are no picture', () => {
    const jpeg = encodeJpeg({ width: 8, height: 8, data: Buffer.alloc(256, 99) }, 80).data
    for (const whole of [png(3, [1, 2, 3, 4, 5, 6]), jpeg]) {
      for (const length of [8, Math.floor(whole.length / 2), whole.length - 1]) {
        assert.throws(() => decodePicture(whole.subarray(0, length), 'x'), { code: 'data/cut-short' })
      }
    }
    assert.throws(() => decodePicture(Buffer.from('GIF89a'), 'x.gif'), { code: 'data/format' })
  })
})

describe('resizing', () => {
  it('leaves one colour one colour, whatever the sizes', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 5],
      [17, 2],
      [40, 40],
    ] as const)
      assert.ok(
        resize(
          grey(7, 9, () => 131),
          width,
          height,
        ).bytes.every((value) => value === 131),
      )
  })

  it('to half the size of a ramp gives the means that the triangle of Pillow gives', () => {
    // Image.resize((4, 1), BILINEAR) of Pillow 13 on 0, 10, … 70.
    assert.deepEqual(
      [
        ...resize(
          grey(8, 1, (x) => 10 * x),
          4,
          1,
        ).bytes,
      ],
      [7, 25, 45, 63],
    )
  })

  it('to twice the size lies between the pixels as Pillow does', () => {
    // Image.resize((8, 1), BILINEAR) of Pillow 13 on 0, 100, 40, 200.
    assert.deepEqual(
      [
        ...resize(
          grey(4, 1, (x) => [0, 100, 40, 200][x]!),
          8,
          1,
        ).bytes,
      ],
      [0, 25, 75, 85, 55, 80, 160, 200],
    )
  })

  it('turns with the picture', () => {
    const wide = resize(
      grey(9, 4, (x, y) => (x * 31 + y * 57) % 256),
      5,
      3,
    )
    const tall = resize(
      grey(4, 9, (x, y) => (y * 31 + x * 57) % 256),
      3,
      5,
    )
    for (let y = 0; y < 3; y++) for (let x = 0; x < 5; x++) assert.ok(Math.abs(wide.bytes[y * 5 + x]! - tall.bytes[x * 3 + y]!) <= 1)
  })
})
