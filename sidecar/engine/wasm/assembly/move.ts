import { partStart } from './simd'

// Kernels that move 4-byte values about without looking at them.

/** y [outer, columns, rows] = x [outer, rows, columns] with its last two axes exchanged, by blocks of 4 × 4. */
export function transposeMatrices(x: usize, y: usize, outer: i32, rows: i32, columns: i32, part: i32, parts: i32): void {
  const blocks = (rows + 3) / 4
  const from = partStart(outer * blocks, 1, part, parts)
  const to = partStart(outer * blocks, 1, part + 1, parts)
  for (let block = from; block < to; block++) {
    const matrix = <usize>(block / blocks) * rows * columns
    const row = (block % blocks) * 4
    const height = min(4, rows - row)
    const source = x + ((matrix + <usize>row * columns) << 2)
    const target = y + ((matrix + <usize>row) << 2)
    const across = <usize>columns << 2
    const down = <usize>rows << 2
    let j = 0
    if (height == 4) {
      for (; j + 4 <= columns; j += 4) {
        const at = source + (<usize>j << 2)
        const a = v128.load(at), b = v128.load(at + across), c = v128.load(at + 2 * across), d = v128.load(at + 3 * across)
        const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7)
        const cd = i32x4.shuffle(c, d, 0, 4, 1, 5), cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7)
        const out = target + <usize>j * down
        v128.store(out, i64x2.shuffle(ab, cd, 0, 2))
        v128.store(out + down, i64x2.shuffle(ab, cd, 1, 3))
        v128.store(out + 2 * down, i64x2.shuffle(ab2, cd2, 0, 2))
        v128.store(out + 3 * down, i64x2.shuffle(ab2, cd2, 1, 3))
      }
    }
    for (; j < columns; j++) for (let i = 0; i < height; i++) store<u32>(target + <usize>j * down + (<usize>i << 2), load<u32>(source + <usize>i * across + (<usize>j << 2)))
  }
}

/** y [n0, n1, n2, n3, width] = x at strides s0..s3 (in floats), runs of `width` values that stay together. */
export function copyStrided(
  x: usize, y: usize, n0: i32, n1: i32, n2: i32, n3: i32, s0: i32, s1: i32, s2: i32, s3: i32, width: i32, part: i32, parts: i32,
): void {
  const rows = n0 * n1 * n2
  const from = partStart(rows, 1, part, parts)
  const to = partStart(rows, 1, part + 1, parts)
  let target = y + ((<usize>from * n3 * width) << 2)
  for (let r = from; r < to; r++) {
    const k = r % n2
    const rest = r / n2
    let source = x + (<usize>((rest / n1) * s0 + (rest % n1) * s1 + k * s2) << 2)
    if (width == 1) {
      for (let l = 0; l < n3; l++, source += <usize>s3 << 2, target += 4) store<u32>(target, load<u32>(source))
    } else {
      for (let l = 0; l < n3; l++, source += <usize>s3 << 2, target += <usize>width << 2) copyRun(target, source, width)
    }
  }
}

/** The other way about: x [n0, n1, n2, n3, width] to places in y at strides s0..s3. */
export function copyToStrides(
  x: usize, y: usize, n0: i32, n1: i32, n2: i32, n3: i32, s0: i32, s1: i32, s2: i32, s3: i32, width: i32, part: i32, parts: i32,
): void {
  const rows = n0 * n1 * n2
  const from = partStart(rows, 1, part, parts)
  const to = partStart(rows, 1, part + 1, parts)
  let source = x + ((<usize>from * n3 * width) << 2)
  for (let r = from; r < to; r++) {
    const k = r % n2
    const rest = r / n2
    let target = y + (<usize>((rest / n1) * s0 + (rest % n1) * s1 + k * s2) << 2)
    for (let l = 0; l < n3; l++, target += <usize>s3 << 2, source += <usize>width << 2) copyRun(target, source, width)
  }
}

/** For each of `rows` runs of `width` values: from `fromStride` to `toStride` apart. Concatenation, slices and padding are such copies. */
export function copyRows(x: usize, y: usize, rows: i32, width: i32, fromStride: i32, toStride: i32, part: i32, parts: i32): void {
  const from = partStart(rows, 1, part, parts)
  const to = partStart(rows, 1, part + 1, parts)
  for (let r = from; r < to; r++) copyRun(y + (<usize>r * toStride << 2), x + (<usize>r * fromStride << 2), width)
}

@inline
export function copyRun(target: usize, source: usize, width: i32): void {
  if (width >= 32) {
    memory.copy(target, source, <usize>width << 2)
    return
  }
  let i = 0
  for (; i + 4 <= width; i += 4) v128.store(target + (<usize>i << 2), v128.load(source + (<usize>i << 2)))
  for (; i < width; i++) store<u32>(target + (<usize>i << 2), load<u32>(source + (<usize>i << 2)))
}

/** Sets `count` values to the bits of one. */
export function fill(y: usize, count: i32, value: f32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  const values = f32x4.splat(value)
  let i = from
  for (; i + 4 <= to; i += 4) v128.store(y + (<usize>i << 2), values)
  for (; i < to; i++) store<f32>(y + (<usize>i << 2), value)
}

/** float32 to int32, cut off towards zero as the cpu engine does. */
export function toWhole(x: usize, y: usize, count: i32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  for (let i = from; i < to; i++) store<i32>(y + (<usize>i << 2), <i32>load<f32>(x + (<usize>i << 2)))
}

export function fromWhole(x: usize, y: usize, count: i32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  for (let i = from; i < to; i++) store<f32>(y + (<usize>i << 2), <f32>load<i32>(x + (<usize>i << 2)))
}

export function fromBytes(x: usize, y: usize, count: i32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  for (let i = from; i < to; i++) store<f32>(y + (<usize>i << 2), <f32>load<u8>(x + <usize>i))
}
