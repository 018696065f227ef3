import { addPart, addRow, columnsOfTile, rowsOfTile } from './gemm'
import { fma } from './simd'

// Matrix products whose left factor is read where it lies. What a convolution multiplies are windows of its images, which overlap: row i of the left factor
// begins at an offset of its own, and all rows then take the same steps. So no patch is ever copied, and a tile may hold rows of several lines.

/**
 * A tile of C, 6 rows by 8 columns, of which `height` × `width` are inside: C (+)= A · B. Row i of A begins at `a` + the i-th of the offsets at `rows`, row i
 * of C at `c` + the i-th at `targets`; offsets are bytes, 32 bits each, and rows beyond `height` may be any that can be read. A's elements come `count` at a
 * time, `step` bytes apart, `groups` times with `jump` more between two, all that `planes` times with `leap` more between two. B is a panel [K, 8].
 */
@inline
export function multiplyGathered(
  a: usize, rows: usize, step: usize, count: i32, jump: usize, groups: i32, leap: usize, planes: i32,
  panelB: usize, c: usize, targets: usize, height: i32, width: i32, isFirst: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0
  let r0 = a + load<u32>(rows), r1 = a + load<u32>(rows, 4), r2 = a + load<u32>(rows, 8)
  let r3 = a + load<u32>(rows, 12), r4 = a + load<u32>(rows, 16), r5 = a + load<u32>(rows, 20)
  for (let plane = 0; plane < planes; plane++) {
    for (let group = 0; group < groups; group++) {
      for (let i = 0; i < count; i++, panelB += 32) {
        const left = v128.load(panelB)
        const right = v128.load(panelB, 16)
        let x = v128.load32_splat(r0)
        a0 = fma(x, left, a0); a1 = fma(x, right, a1)
        x = v128.load32_splat(r1)
        b0 = fma(x, left, b0); b1 = fma(x, right, b1)
        x = v128.load32_splat(r2)
        c0 = fma(x, left, c0); c1 = fma(x, right, c1)
        x = v128.load32_splat(r3)
        d0 = fma(x, left, d0); d1 = fma(x, right, d1)
        x = v128.load32_splat(r4)
        e0 = fma(x, left, e0); e1 = fma(x, right, e1)
        x = v128.load32_splat(r5)
        f0 = fma(x, left, f0); f1 = fma(x, right, f1)
        r0 += step; r1 += step; r2 += step; r3 += step; r4 += step; r5 += step
      }
      r0 += jump; r1 += jump; r2 += jump; r3 += jump; r4 += jump; r5 += jump
    }
    r0 += leap; r1 += leap; r2 += leap; r3 += leap; r4 += leap; r5 += leap
  }
  if (width == columnsOfTile) {
    addRow(c + load<u32>(targets), a0, a1, isFirst)
    if (height > 1) addRow(c + load<u32>(targets, 4), b0, b1, isFirst)
    if (height > 2) addRow(c + load<u32>(targets, 8), c0, c1, isFirst)
    if (height > 3) addRow(c + load<u32>(targets, 12), d0, d1, isFirst)
    if (height > 4) addRow(c + load<u32>(targets, 16), e0, e1, isFirst)
    if (height > 5) addRow(c + load<u32>(targets, 20), f0, f1, isFirst)
  } else {
    addPart(c + load<u32>(targets), a0, a1, width, isFirst)
    if (height > 1) addPart(c + load<u32>(targets, 4), b0, b1, width, isFirst)
    if (height > 2) addPart(c + load<u32>(targets, 8), c0, c1, width, isFirst)
    if (height > 3) addPart(c + load<u32>(targets, 12), d0, d1, width, isFirst)
    if (height > 4) addPart(c + load<u32>(targets, 16), e0, e1, width, isFirst)
    if (height > 5) addPart(c + load<u32>(targets, 20), f0, f1, width, isFirst)
  }
}

/** The six offsets from entry `first` on of a table of `count`; beyond its end the last one again, from `spare`, so that nothing outside is read. */
@inline
export function offsetsAt(table: usize, first: i32, count: i32, spare: usize): usize {
  if (first + rowsOfTile <= count) return table + (<usize>first << 2)
  for (let i = 0; i < rowsOfTile; i++) store<u32>(spare + (<usize>i << 2), load<u32>(table + (<usize>min(first + i, count - 1) << 2)))
  return spare
}
