import assert from 'node:assert/strict'
import { mostThumbnails, pickThumbnails, thumbnailSide } from './thumbnails'

describe('thumbnails', () => {
  const size = { width: 2000, height: 1500 }
  const all = (): boolean => true
  const scattered = Float32Array.from({ length: 8000 }, (_, i) => ((Math.abs(Math.sin(i * 12.9898)) * 43758.5453) % 1) * (i % 2 === 0 ? 2200 : 1700))

  it('never lie over each other, and cover what is free', () => {
    const picked = pickThumbnails(scattered, size, all, Infinity)
    const over = (a: number, b: number): boolean => [0, 1].every((axis) => Math.abs(scattered[a * 2 + axis]! - scattered[b * 2 + axis]!) < thumbnailSide)
    picked.forEach((a, i) => assert.ok(!picked.slice(0, i).some((b) => over(a, b))))
    const inSight = Array.from({ length: 4000 }, (_, point) => point).filter((point) => scattered[point * 2]! <= 2000 && scattered[point * 2 + 1]! <= 1500)
    assert.ok(inSight.every((point) => picked.includes(point) || picked.some((other) => over(point, other))))
  })
  it('are so many at most', () => assert.equal(pickThumbnails(scattered, size, all).length, mostThumbnails))
  it('are of points in sight that have an image', () =>
    assert.deepEqual(
      pickThumbnails(Float32Array.of(-1, 5, 10, 10, 100, 100, 300, 300, NaN, 0), { width: 200, height: 200 }, (point) => point !== 1),
      [2],
    ))
})
