import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { inFolder } from '../inFolder.testing'
import { readMovingDigits } from './movingDigits'

const [digits, clips, frames, side] = [40, 30, 10, 24]
const idx = (type: number[], bytes: Uint8Array): Uint8Array =>
  gzipSync(Buffer.from([0, 0, 8, type.length, ...type.flatMap((size) => [0, 0, size >> 8, size & 255]), ...bytes]))
const files = {
  'i.gz': idx([digits, 28, 28], new Uint8Array(digits * 784).fill(255)), // white squares: their middle is where they are
  'l.gz': idx(
    [digits],
    Uint8Array.from({ length: digits }, (_, at) => at % 2),
  ),
}
const read = () =>
  inFolder(files, async (folder) => {
    const { columns } = await readMovingDigits(folder, { digits: { images: 'i.gz', labels: 'l.gz' }, labels: ['7', '8'], clips, frames, side })
    const { video, length, label } = columns
    assert.ok(video?.dtype === 'float32' && length?.dtype === 'int32' && label?.dtype === 'int32')
    return { video, length, label }
  })

describe('moving digits', () => {
  it('go round as their class says, by less than their size a frame, within the frame, for as long as they are said to', async () => {
    const { video, length, label } = await read()
    assert.deepEqual(
      [video.shape, label.labels],
      [
        [frames, side, side, 1],
        ['7 clockwise', '7 counterclockwise', '8 clockwise', '8 counterclockwise'],
      ],
    )
    const ways = [0, 0]
    for (let clip = 0; clip < clips; clip++) {
      const middles = Array.from({ length: frames }, (_, t) =>
        middleOf(video.values.subarray((clip * frames + t) * side * side, (clip * frames + t + 1) * side * side)),
      )
      const there = length.values[clip]!
      assert.ok(there >= 0.67 * frames - 1 && there <= frames)
      middles.forEach(({ weight }, t) => assert.equal(weight > 0, t < there))
      const isClockwise = label.values[clip]! % 2 === 0
      ways[label.values[clip]! % 2]!++
      for (let t = 2; t < there; t++) {
        const [a, b, c] = middles.slice(t - 2, t + 1) as [Middle, Middle, Middle]
        const turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) // above 0: to the right, with rows growing downwards
        assert.equal(turn > 0, isClockwise)
        assert.ok(Math.hypot(c.x - b.x, c.y - b.y) < 7)
      }
    }
    assert.ok(ways.every((count) => count > clips / 5))
  })

  it('are the same each time, each of another digit', async () => {
    const [one, other] = [await read(), await read()]
    assert.deepEqual([one.video.values, one.label.values, one.length.values], [other.video.values, other.label.values, other.length.values])
    const starts = new Set(
      Array.from({ length: clips }, (_, clip) =>
        Buffer.from(one.video.values.subarray(clip * frames * side * side, (clip * frames + 1) * side * side) as Uint8Array).toString('hex'),
      ),
    )
    assert.equal(starts.size, clips)
  })
})

interface Middle {
  weight: number
  x: number
  y: number
}
function middleOf(frame: ArrayLike<number>): Middle {
  const sums = { weight: 0, x: 0, y: 0 }
  Array.from(frame).forEach((value, at) => {
    sums.weight += value
    sums.x += value * (at % side)
    sums.y += value * Math.floor(at / side)
  })
  return { weight: sums.weight, x: sums.x / sums.weight, y: sums.y / sums.weight }
}
