import assert from 'node:assert/strict'
import { createRng } from '../../../sdk/random/rng'
import { Heap, type Block } from './heap'

const makeHeap = (maximumPages = 64): Heap => new Heap(new WebAssembly.Memory({ initial: 2, maximum: maximumPages, shared: true }), 100)

describe('the heap of the wasm engine', () => {
  it('gives blocks that are large enough, aligned to cache lines and apart from one another', () => {
    const heap = makeHeap()
    const rng = createRng(1, 'heap', 0)
    const held: { block: Block; bytes: number }[] = []
    for (let i = 0; i < 2000; i++) {
      if (held.length > 20 && rng.next() < 0.5) heap.release(held.splice(rng.integer(held.length), 1)[0]!.block)
      else {
        const bytes = rng.integer(20_000)
        held.push({ block: heap.allocate(bytes), bytes })
      }
      if (held.length > 40) heap.release(held.shift()!.block)
    }
    const inOrder = held.sort((a, b) => a.block.offset - b.block.offset)
    inOrder.forEach(({ block, bytes }, i) => {
      assert.equal(block.offset % 64, 0)
      assert.ok(block.offset >= 128 && block.size >= bytes)
      const next = inOrder[i + 1]
      if (next) assert.ok(block.offset + block.size <= next.block.offset)
    })
    assert.equal(
      heap.bytesInUse,
      held.reduce((sum, { block }) => sum + block.size, 0),
    )
  })

  it('is no larger after a thousand rounds of ever other sizes than after ten', () => {
    const heap = makeHeap(1024)
    const rng = createRng(2, 'heap', 0)
    const round = (): void => {
      const blocks = Array.from({ length: 30 }, () => heap.allocate(1 + rng.integer(100_000)))
      while (blocks.length > 0) heap.release(blocks.splice(rng.integer(blocks.length), 1)[0]!)
    }
    for (let i = 0; i < 10; i++) round()
    const early = heap.memory.buffer.byteLength
    for (let i = 0; i < 1000; i++) round()
    assert.equal(heap.bytesInUse, 0)
    assert.ok(heap.memory.buffer.byteLength <= early * 1.5, `${heap.memory.buffer.byteLength} after ${early}`)
  })

  it('joins what is freed: all of it can be had in one piece again', () => {
    const heap = makeHeap(32)
    const blocks = Array.from({ length: 100 }, () => heap.allocate(10_000))
    const end = Math.max(...blocks.map(({ offset, size }) => offset + size))
    for (const i of [...blocks.keys()].sort((a, b) => ((a * 37) % 100) - ((b * 37) % 100))) heap.release(blocks[i]!)
    const whole = heap.allocate(100 * 10_000)
    assert.equal(whole.offset, Math.min(...blocks.map(({ offset }) => offset)))
    assert.ok(whole.offset + whole.size <= end)
  })

  it('says how much was asked for and how much is in use when there is no more, and goes on', () => {
    const heap = makeHeap(16)
    const held = heap.allocate(500_000)
    assert.throws(() => heap.allocate(2 ** 20), /out of memory: 1 MiB for one tensor, 1 MiB are in use/)
    heap.release(held)
    heap.release(heap.allocate(900_000))
  })

  it('refuses to free a block twice', () => {
    const heap = makeHeap()
    const block = heap.allocate(10)
    heap.release(block)
    assert.throws(() => heap.release(block), /free already/)
  })

  it('has a block for a tensor without values', () => {
    const heap = makeHeap()
    assert.notEqual(heap.allocate(0).offset, heap.allocate(0).offset)
  })
})
