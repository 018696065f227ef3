/** A piece of the shared memory. It keeps its place until it is freed; memory that grows detaches nothing, since it is shared. */
export interface Block {
  readonly offset: number // bytes, a multiple of `alignment`
  readonly size: number // bytes, at least what was asked for
}

/** What a cache line holds, so that two threads never write to one. */
const alignment = 64
const pageBytes = 65536

/**
 * Places tensors in one WebAssembly memory: two-level segregated fit (Masmano et al. 2004, ECRTS), constant time, with neighbors merged when they are
 * freed, so that batches of ever other sizes do not use it up. What tensors need is kept in objects outside of the memory.
 */
export class Heap {
  private readonly free: (Piece | undefined)[] = new Array<Piece | undefined>(classCount)
  private readonly filled = new Uint32Array(Math.ceil(classCount / 32))
  private last: Piece | undefined
  /** Bytes that tensors hold now. */
  bytesInUse = 0

  /** @param from the first byte that belongs to tensors */
  constructor(
    readonly memory: WebAssembly.Memory,
    private end: number,
  ) {
    this.end = roundUp(end, alignment)
  }

  /** @throws RangeError when the machine or the address space has no more memory */
  allocate(bytes: number): Block {
    const size = Math.max(alignment, roundUp(bytes, alignment))
    const piece = this.take(size) ?? this.grow(size)
    this.split(piece, size)
    piece.isFree = false
    this.bytesInUse += piece.size
    return piece
  }

  release(block: Block): void {
    let piece = block as Piece
    if (piece.isFree) throw new Error(`the block at ${piece.offset} is free already`)
    this.bytesInUse -= piece.size
    piece.isFree = true
    const { before, after } = piece
    if (after?.isFree) {
      this.unlist(after)
      piece = this.merge(piece, after)
    }
    if (before?.isFree) {
      this.unlist(before)
      piece = this.merge(before, piece)
    }
    this.list(piece)
  }

  /** The smallest class all of whose pieces are large enough. */
  private take(size: number): Piece | undefined {
    const least = classOf(size - 1 + stepOf(size)) // rounded up: any piece of that class fits
    for (let word = least >> 5, mask = -1 << (least & 31); word < this.filled.length; word++, mask = -1) {
      const found = this.filled[word]! & mask
      if (found === 0) continue
      const piece = this.free[(word << 5) + (31 - Math.clz32(found & -found))]!
      this.unlist(piece)
      return piece
    }
    return undefined
  }

  private grow(size: number): Piece {
    const last = this.last
    const start = last?.isFree ? last.offset : this.end
    const wanted = start + size
    const missing = wanted - this.memory.buffer.byteLength
    if (missing > 0) {
      // An eighth more, so that a model that is being built does not grow it tensor by tensor.
      const most = Math.ceil(Math.max(missing, this.memory.buffer.byteLength / 8) / pageBytes)
      if (!this.tryToGrow(most) && !this.tryToGrow(Math.ceil(missing / pageBytes))) {
        throw new RangeError(`out of memory: ${mebibytes(size)} MiB for one tensor, ${mebibytes(this.bytesInUse)} MiB are in use`)
      }
    }
    if (last?.isFree) {
      this.unlist(last)
      last.size = size
      this.end = wanted
      return last
    }
    const piece: Piece = { offset: start, size, isFree: false, before: last, after: undefined, previous: undefined, next: undefined }
    if (last) last.after = piece
    this.last = piece
    this.end = wanted
    return piece
  }

  private tryToGrow(pages: number): boolean {
    try {
      this.memory.grow(pages)
      return true
    } catch {
      return false // RangeError: beyond the maximum, or the system has no more
    }
  }

  private split(piece: Piece, size: number): void {
    const rest = piece.size - size
    if (rest < alignment) return
    const other: Piece = { offset: piece.offset + size, size: rest, isFree: true, before: piece, after: piece.after, previous: undefined, next: undefined }
    if (piece.after) piece.after.before = other
    else this.last = other
    piece.after = other
    piece.size = size
    this.list(other)
  }

  private merge(left: Piece, right: Piece): Piece {
    left.size += right.size
    left.after = right.after
    if (right.after) right.after.before = left
    else this.last = left
    right.before = right.after = undefined // else it keeps later pieces from V8's collection of the young, one the next
    return left
  }

  private list(piece: Piece): void {
    const index = classOf(piece.size)
    const first = this.free[index]
    piece.previous = undefined
    piece.next = first
    if (first) first.previous = piece
    this.free[index] = piece
    this.filled[index >> 5]! |= 1 << (index & 31)
  }

  private unlist(piece: Piece): void {
    const { previous, next } = piece
    if (next) next.previous = previous
    if (previous) previous.next = next
    else {
      const index = classOf(piece.size)
      this.free[index] = next
      if (!next) this.filled[index >> 5]! &= ~(1 << (index & 31))
    }
    piece.previous = piece.next = undefined
  }
}

/** A block, or a gap between blocks, with its neighbors in memory and in the list of its class. */
interface Piece {
  readonly offset: number
  size: number
  isFree: boolean
  before: Piece | undefined
  after: Piece | undefined
  previous: Piece | undefined
  next: Piece | undefined
}

/** Eight classes an octave: a block wastes less than an eighth. */
const classesPerOctave = 8
const classCount = 33 * classesPerOctave

function classOf(size: number): number {
  const octave = 31 - Math.clz32(size)
  return octave * classesPerOctave + ((size >>> (octave - 3)) & (classesPerOctave - 1))
}

/** How far apart the classes lie about a size. */
function stepOf(size: number): number {
  return 1 << (31 - Math.clz32(size) - 3)
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20)
