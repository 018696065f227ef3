import { fma, partStart } from './simd'

// C [M, N] = A [M, K] · B [K, N] in tiles of 6 × 8, which keep 12 sums, 2 vectors of B and 1 value of A in the 16 vector registers of x86-64.
// A is packed into panels [K, 6] and B into panels [K, 8], so that the inner loop reads both in order; what sticks out of M or N is packed as zeros.

export const rowsOfTile: i32 = 6
export const columnsOfTile: i32 = 8
/** Columns of A that are multiplied at a time: a panel of B of that depth (8 KB) stays in the first-level cache. */
const depthOfBlock: i32 = 256

/**
 * Packs columns of B [K, N], whose elements lie `rowStride` and `columnStride` floats apart, into panels [ceil(N / 8), K, 8].
 * Part `part` of `parts` packs its share of the panels.
 */
export function packB(b: usize, k: i32, n: i32, rowStride: i32, columnStride: i32, panels: usize, part: i32, parts: i32): void {
  packBlock(b, k, n, rowStride, columnStride, panels, k, 0, part, parts)
}

/** As `packB`, for rows `first` .. `first` + K of a B that is `height` rows high. */
export function packBlock(
  b: usize, k: i32, n: i32, rowStride: i32, columnStride: i32, panels: usize, height: i32, first: i32, part: i32, parts: i32,
): void {
  const from = partStart(n, columnsOfTile, part, parts)
  const to = partStart(n, columnsOfTile, part + 1, parts)
  for (let column = from; column < to; column += columnsOfTile) {
    let target = panels + ((<usize>column * height + <usize>first * columnsOfTile) << 2)
    const width = min(columnsOfTile, n - column)
    let source = b + (<usize>(column * columnStride) << 2)
    if (width == columnsOfTile && columnStride == 1) {
      for (let p = 0; p < k; p++, target += 32, source += <usize>rowStride << 2) {
        v128.store(target, v128.load(source))
        v128.store(target, v128.load(source, 16), 16)
      }
    } else if (width == columnsOfTile && rowStride == 1) {
      packColumns(source, k, <usize>columnStride << 2, target)
    } else {
      for (let p = 0; p < k; p++, target += 32, source += <usize>rowStride << 2) {
        for (let j = 0; j < width; j++) store<f32>(target + (<usize>j << 2), load<f32>(source + (<usize>(j * columnStride) << 2)))
        for (let j = width; j < columnsOfTile; j++) store<f32>(target + (<usize>j << 2), 0)
      }
    }
  }
}

/** A panel [K, 8] of a matrix that lies transposed: eight rows of K values, `stride` bytes apart, by blocks of 4 × 4. */
@inline
function packColumns(b: usize, k: i32, stride: usize, panel: usize): void {
  let c0 = b, c1 = b + stride, c2 = c1 + stride, c3 = c2 + stride, c4 = c3 + stride, c5 = c4 + stride, c6 = c5 + stride, c7 = c6 + stride
  let p = 0
  for (; p + 4 <= k; p += 4, panel += 128) {
    transposeFour(v128.load(c0), v128.load(c1), v128.load(c2), v128.load(c3), panel)
    transposeFour(v128.load(c4), v128.load(c5), v128.load(c6), v128.load(c7), panel + 16)
    c0 += 16; c1 += 16; c2 += 16; c3 += 16; c4 += 16; c5 += 16; c6 += 16; c7 += 16
  }
  for (; p < k; p++, panel += 32) {
    store<f32>(panel, load<f32>(c0)); store<f32>(panel, load<f32>(c1), 4); store<f32>(panel, load<f32>(c2), 8); store<f32>(panel, load<f32>(c3), 12)
    store<f32>(panel, load<f32>(c4), 16); store<f32>(panel, load<f32>(c5), 20); store<f32>(panel, load<f32>(c6), 24); store<f32>(panel, load<f32>(c7), 28)
    c0 += 4; c1 += 4; c2 += 4; c3 += 4; c4 += 4; c5 += 4; c6 += 4; c7 += 4
  }
}

/** Four columns to four rows, 32 bytes apart. */
@inline
function transposeFour(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const lowAB = i32x4.shuffle(a, b, 0, 4, 1, 5), highAB = i32x4.shuffle(a, b, 2, 6, 3, 7)
  const lowCD = i32x4.shuffle(c, d, 0, 4, 1, 5), highCD = i32x4.shuffle(c, d, 2, 6, 3, 7)
  v128.store(to, i64x2.shuffle(lowAB, lowCD, 0, 2))
  v128.store(to, i64x2.shuffle(lowAB, lowCD, 1, 3), 32)
  v128.store(to, i64x2.shuffle(highAB, highCD, 0, 2), 64)
  v128.store(to, i64x2.shuffle(highAB, highCD, 1, 3), 96)
}

/** Packs `height` ≤ 6 rows of A from `a` on, K long, into one panel [K, 6]. */
@inline
export function packRows(a: usize, height: i32, k: i32, rowStride: i32, columnStride: i32, panel: usize): void {
  if (height == rowsOfTile) {
    const stride = <usize>rowStride << 2
    const step = <usize>columnStride << 2
    let r0 = a, r1 = a + stride, r2 = r1 + stride, r3 = r2 + stride, r4 = r3 + stride, r5 = r4 + stride
    if (columnStride == 1) {
      let p = 0
      for (; p + 4 <= k; p += 4, panel += 96) {
        const v0 = v128.load(r0), v1 = v128.load(r1), v2 = v128.load(r2), v3 = v128.load(r3), v4 = v128.load(r4), v5 = v128.load(r5)
        const low01 = i32x4.shuffle(v0, v1, 0, 4, 1, 5), high01 = i32x4.shuffle(v0, v1, 2, 6, 3, 7)
        const low23 = i32x4.shuffle(v2, v3, 0, 4, 1, 5), high23 = i32x4.shuffle(v2, v3, 2, 6, 3, 7)
        const low45 = i32x4.shuffle(v4, v5, 0, 4, 1, 5), high45 = i32x4.shuffle(v4, v5, 2, 6, 3, 7)
        v128.store(panel, i64x2.shuffle(low01, low23, 0, 2))
        v128.store(panel, i64x2.shuffle(low45, low01, 0, 3), 16)
        v128.store(panel, i64x2.shuffle(low23, low45, 1, 3), 32)
        v128.store(panel, i64x2.shuffle(high01, high23, 0, 2), 48)
        v128.store(panel, i64x2.shuffle(high45, high01, 0, 3), 64)
        v128.store(panel, i64x2.shuffle(high23, high45, 1, 3), 80)
        r0 += 16; r1 += 16; r2 += 16; r3 += 16; r4 += 16; r5 += 16
      }
      for (; p < k; p++, panel += 24) {
        store<f32>(panel, load<f32>(r0)); store<f32>(panel, load<f32>(r1), 4); store<f32>(panel, load<f32>(r2), 8)
        store<f32>(panel, load<f32>(r3), 12); store<f32>(panel, load<f32>(r4), 16); store<f32>(panel, load<f32>(r5), 20)
        r0 += 4; r1 += 4; r2 += 4; r3 += 4; r4 += 4; r5 += 4
      }
      return
    }
    if (rowStride == 1) {
      for (let p = 0; p < k; p++, panel += 24, r0 += step) {
        v128.store(panel, v128.load(r0))
        store<u64>(panel, load<u64>(r0, 16), 16)
      }
      return
    }
    for (let p = 0; p < k; p++, panel += 24) {
      store<f32>(panel, load<f32>(r0)); store<f32>(panel, load<f32>(r1), 4); store<f32>(panel, load<f32>(r2), 8)
      store<f32>(panel, load<f32>(r3), 12); store<f32>(panel, load<f32>(r4), 16); store<f32>(panel, load<f32>(r5), 20)
      r0 += step; r1 += step; r2 += step; r3 += step; r4 += step; r5 += step
    }
    return
  }
  for (let p = 0; p < k; p++, panel += 24) {
    for (let i = 0; i < height; i++) store<f32>(panel + (<usize>i << 2), load<f32>(a + (<usize>(i * rowStride + p * columnStride) << 2)))
    for (let i = height; i < rowsOfTile; i++) store<f32>(panel + (<usize>i << 2), 0)
  }
}

/**
 * Adds [K, 6]ᵀ · [K, 8] to a tile of C, of which `height` × `width` are inside; overwrites where `isFirst`. The rows of both factors lie `stepA` and `stepB`
 * bytes apart: 24 and 32 in panels.
 */
@inline
export function multiplyTile(
  panelA: usize, stepA: usize, panelB: usize, stepB: usize, k: i32, c: usize, rowLength: i32, height: i32, width: i32, isFirst: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0
  for (let p = 0; p < k; p++, panelA += stepA, panelB += stepB) {
    const left = v128.load(panelB)
    const right = v128.load(panelB, 16)
    let x = v128.load32_splat(panelA)
    a0 = fma(x, left, a0); a1 = fma(x, right, a1)
    x = v128.load32_splat(panelA, 4)
    b0 = fma(x, left, b0); b1 = fma(x, right, b1)
    x = v128.load32_splat(panelA, 8)
    c0 = fma(x, left, c0); c1 = fma(x, right, c1)
    x = v128.load32_splat(panelA, 12)
    d0 = fma(x, left, d0); d1 = fma(x, right, d1)
    x = v128.load32_splat(panelA, 16)
    e0 = fma(x, left, e0); e1 = fma(x, right, e1)
    x = v128.load32_splat(panelA, 20)
    f0 = fma(x, left, f0); f1 = fma(x, right, f1)
  }
  const stride = <usize>rowLength << 2
  if (width == columnsOfTile) {
    addRow(c, a0, a1, isFirst)
    if (height > 1) addRow(c + stride, b0, b1, isFirst)
    if (height > 2) addRow(c + 2 * stride, c0, c1, isFirst)
    if (height > 3) addRow(c + 3 * stride, d0, d1, isFirst)
    if (height > 4) addRow(c + 4 * stride, e0, e1, isFirst)
    if (height > 5) addRow(c + 5 * stride, f0, f1, isFirst)
  } else {
    addPart(c, a0, a1, width, isFirst)
    if (height > 1) addPart(c + stride, b0, b1, width, isFirst)
    if (height > 2) addPart(c + 2 * stride, c0, c1, width, isFirst)
    if (height > 3) addPart(c + 3 * stride, d0, d1, width, isFirst)
    if (height > 4) addPart(c + 4 * stride, e0, e1, width, isFirst)
    if (height > 5) addPart(c + 5 * stride, f0, f1, width, isFirst)
  }
}

@inline
export function addRow(to: usize, left: v128, right: v128, isFirst: bool): void {
  if (isFirst) {
    v128.store(to, left)
    v128.store(to, right, 16)
  } else {
    v128.store(to, f32x4.add(v128.load(to), left))
    v128.store(to, f32x4.add(v128.load(to, 16), right), 16)
  }
}

@inline
export function addPart(to: usize, left: v128, right: v128, width: i32, isFirst: bool): void {
  if (width >= 4) {
    v128.store(to, isFirst ? left : f32x4.add(v128.load(to), left))
    to += 16
    width -= 4
    left = right
  }
  if (width > 0) addValue(to, f32x4.extract_lane(left, 0), isFirst)
  if (width > 1) addValue(to + 4, f32x4.extract_lane(left, 1), isFirst)
  if (width > 2) addValue(to + 8, f32x4.extract_lane(left, 2), isFirst)
}

@inline
function addValue(to: usize, value: f32, isFirst: bool): void {
  store<f32>(to, isFirst ? value : load<f32>(to) + value)
}

/**
 * A share of the rows of C [M, N] = A [M, K] · B, B packed by `packB`; then `finishRows`. `panels` is room for 6 × K floats of each part. Each element is summed
 * in the same order whatever the parts are.
 */
export function gemm(
  a: usize, rowStride: i32, columnStride: i32, panelsB: usize, c: usize, m: i32, n: i32, k: i32, panels: usize, bias: usize, isRectified: i32,
  part: i32, parts: i32,
): void {
  const panel = panels + ((<usize>part * rowsOfTile * k) << 2)
  const from = partStart(m, rowsOfTile, part, parts)
  const to = partStart(m, rowsOfTile, part + 1, parts)
  for (let row = from; row < to; row += rowsOfTile) {
    const height = min(rowsOfTile, m - row)
    packRows(a + (<usize>row * rowStride << 2), height, k, rowStride, columnStride, panel)
    multiplyPanel(panel, panelsB, c + (<usize>row * n << 2), height, n, k)
    finishRows(c + (<usize>row * n << 2), height, n, bias, isRectified)
  }
}

/** Adds a bias to each of `rows` rows of `n` values, unless it is 0, then takes zero for what is less, if asked to: while they are in the cache. */
export function finishRows(c: usize, rows: i32, n: i32, bias: usize, isRectified: i32): void {
  if (!bias && !isRectified) return
  const least = f32x4.splat(isRectified ? 0 : -Infinity)
  for (let row = 0; row < rows; row++) {
    let column = 0
    for (; column + 4 <= n; column += 4, c += 16) {
      const sum = bias ? f32x4.add(v128.load(c), v128.load(bias + (<usize>column << 2))) : v128.load(c)
      v128.store(c, f32x4.pmax(sum, least))
    }
    for (; column < n; column++, c += 4) {
      const value = v128.load32_splat(c)
      const sum = bias ? f32x4.add(value, v128.load32_splat(bias + (<usize>column << 2))) : value
      v128.store32_lane(c, f32x4.pmax(sum, least), 0)
    }
  }
}

/** One packed panel of A by all of B: `height` rows of C. */
export function multiplyPanel(panel: usize, panelsB: usize, c: usize, height: i32, n: i32, k: i32): void {
  for (let start = 0; start < k; start += depthOfBlock) {
    const depth = min(depthOfBlock, k - start)
    for (let column = 0; column < n; column += columnsOfTile) {
      const panelB = panelsB + ((<usize>column * k + <usize>start * columnsOfTile) << 2)
      multiplyTile(panel + (<usize>start * rowsOfTile << 2), 24, panelB, 32, depth, c + (<usize>column << 2), n, height, min(columnsOfTile, n - column), start == 0)
    }
  }
}

/**
 * `count` products of matrices that lie `aStep`, `bStep` and M × N floats apart. Each part multiplies its share of them by itself, in its own `scratchBytes`
 * of scratch: panels of B, then one of A.
 */
export function gemmEach(
  a: usize, aStep: i32, aRow: i32, aColumn: i32, b: usize, bStep: i32, bRow: i32, bColumn: i32, c: usize, count: i32, m: i32, n: i32, k: i32,
  scratch: usize, scratchBytes: i32, part: i32, parts: i32,
): void {
  const from = partStart(count, 1, part, parts)
  const to = partStart(count, 1, part + 1, parts)
  const panelsB = scratch + <usize>part * scratchBytes
  const panel = panelsB + scratchBytes - ((<usize>rowsOfTile * k) << 2)
  for (let i = from; i < to; i++) {
    if (i == from || bStep != 0) packB(b + (<usize>i * bStep << 2), k, n, bRow, bColumn, panelsB, 0, 1)
    gemm(a + (<usize>i * aStep << 2), aRow, aColumn, panelsB, c + (<usize>i * m * n << 2), m, n, k, panel, 0, 0, 0, 1)
  }
}
