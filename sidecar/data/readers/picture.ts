import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from 'fast-png'
import { decode as decodeJpeg } from 'jpeg-js'
import { cutShort, malformed, problemOf } from './rows'

/** 8 bits a channel, grey or red-green-blue, rows from the top. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly bytes: Uint8Array
}

/** PNG of any depth and JPEG, told apart by their first bytes. What is transparent is laid on white. */
export function decodePicture(bytes: Uint8Array, file: string): Pixels {
  const format = formatOf(bytes)
  if (format === undefined) throw malformed(file, 'PNG / JPEG', '89504e47 / ffd8', Buffer.from(bytes.subarray(0, 4)).toString('hex'))
  if (!isComplete(bytes, format)) throw cutShort(file, format === 'PNG' ? 'IEND' : 'ffd9', `${bytes.length} bytes`)
  try {
    return format === 'PNG' ? fromPng(decodePng(bytes)) : fromJpeg(bytes)
  } catch (cause) {
    throw malformed(file, format, format, problemOf(cause), cause)
  }
}

/** Width and height from the file's head, without decoding; undefined where they are not found. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const format = formatOf(bytes)
  if (format === 'PNG' && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) }
  if (format !== 'JPEG') return undefined
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!
    // Start of frame: c0 … cf without the tables c4 and cc and the reserved c8.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/**
 * To another size, bilinear. Where it gets smaller the triangle widens with the factor (as Pillow's BILINEAR), so that every
 * pixel of the original counts: plain bilinear would skip most of them.
 */
export function resize(pixels: Pixels, width: number, height: number): Pixels {
  if (pixels.width === width && pixels.height === height) return pixels
  const { channels } = pixels
  const across = weightsOf(pixels.width, width)
  const down = weightsOf(pixels.height, height)
  const middle = new Float32Array(pixels.height * width * channels)
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < width; x++) {
      const { from, weights } = across[x]!
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * pixels.bytes[(y * pixels.width + from + i) * channels + c]!
        middle[(y * width + x) * channels + c] = sum
      }
    }
  }
  const bytes = new Uint8Array(height * width * channels)
  const stride = width * channels
  for (let y = 0; y < height; y++) {
    const { from, weights } = down[y]!
    for (let at = 0; at < stride; at++) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * middle[(from + i) * stride + at]!
      bytes[y * stride + at] = Math.round(sum)
    }
  }
  return { width, height, channels, bytes }
}

/** Grey as three equal channels, where other pictures of the set have colour. */
export function toColor(pixels: Pixels): Pixels {
  if (pixels.channels === 3) return pixels
  const bytes = new Uint8Array(pixels.bytes.length * 3)
  for (let at = 0; at < bytes.length; at++) bytes[at] = pixels.bytes[Math.floor(at / 3)]!
  return { ...pixels, channels: 3, bytes }
}

type Format = 'PNG' | 'JPEG'

function formatOf(bytes: Uint8Array): Format | undefined {
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47) return 'PNG'
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? 'JPEG' : undefined
}

/** The decoders say "out of bounds" of a file that was cut off; its missing end says it better. Cameras pad after the end of a JPEG. */
function isComplete(bytes: Uint8Array, format: Format): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (format === 'JPEG') return view.lastIndexOf(Buffer.of(0xff, 0xd9)) > 2
  const end = view.lastIndexOf('IEND', undefined, 'latin1')
  return end !== -1 && end + 8 <= view.length
}

function fromJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false })
  return greyIfGrey({ width, height, channels: 3, bytes: data })
}

function fromPng(png: DecodedPng): Pixels {
  const { width, height } = png
  const color = png.palette ? convertIndexedToRgb(png) : eightBits(png)
  const stored = color.length / (width * height)
  if (!Number.isInteger(stored) || stored < 1 || stored > 4) throw new RangeError(`${color.length} values for ${width} × ${height} pixels`)
  const channels = stored >= 3 ? 3 : 1
  if (stored === channels) return greyIfGrey({ width, height, channels, bytes: color })
  const bytes = new Uint8Array(width * height * channels)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = color[pixel * stored + channels]! / 255
    for (let c = 0; c < channels; c++) bytes[pixel * channels + c] = Math.round(color[pixel * stored + c]! * alpha + 255 * (1 - alpha))
  }
  return greyIfGrey({ width, height, channels, bytes })
}

/** Grey of 1, 2 and 4 bits comes packed, each line starting at a byte; 16 bits lose their lower half. */
function eightBits({ data, depth, width, height, channels }: DecodedPng): Uint8Array {
  if (depth === 16) return Uint8Array.from(data, (value) => value >> 8)
  if (depth === 8) return data instanceof Uint8Array ? data : Uint8Array.from(data)
  const lineBytes = Math.ceil((width * channels * depth) / 8)
  const most = 2 ** depth - 1
  return Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const [y, x] = [Math.floor(at / (width * channels)), at % (width * channels)]
    const byte = data[y * lineBytes + Math.floor((x * depth) / 8)]!
    return Math.round((((byte >> (8 - depth - ((x * depth) % 8))) & most) * 255) / most)
  })
}

function greyIfGrey(pixels: Pixels): Pixels {
  if (pixels.channels === 1) return pixels
  const { bytes } = pixels
  for (let at = 0; at < bytes.length; at += 3) if (bytes[at] !== bytes[at + 1] || bytes[at] !== bytes[at + 2]) return pixels
  return { ...pixels, channels: 1, bytes: bytes.filter((_, at) => at % 3 === 0) }
}

/** For each new pixel the first old one that counts and the weights from there on; their sum is 1. */
function weightsOf(from: number, to: number): { from: number; weights: Float32Array }[] {
  const factor = from / to
  const reach = Math.max(1, factor)
  return Array.from({ length: to }, (_, index) => {
    const center = (index + 0.5) * factor
    const first = Math.max(0, Math.floor(center - reach + 0.5))
    const end = Math.min(from, Math.floor(center + reach + 0.5))
    const weights = Float32Array.from({ length: end - first }, (_, i) => Math.max(0, 1 - Math.abs(first + i + 0.5 - center) / reach))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { from: first, weights: weights.map((weight) => weight / sum) }
  })
}
