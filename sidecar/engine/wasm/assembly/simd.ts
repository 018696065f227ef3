/** a · b + c, rounded once where the machine does that at full speed (relaxed SIMD), twice else. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** Where a lane of the mask is all ones `a`, where it is all zeros `b`: one instruction where relaxed SIMD may leave other masks undefined. */
@inline
export function choose(a: v128, b: v128, mask: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_laneselect(a, b, mask)
  return v128.bitselect(a, b, mask)
}

/** Whole numbers, of a size that fits, as integers. */
@inline
export function toIntegers(x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_trunc_f32x4_s(x)
  return i32x4.trunc_sat_f32x4_s(x)
}

/** The sum of the four lanes, always in the same order. */
@inline
export function sumLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
}

/** Part `part` of `parts` of 0..count in whole blocks: where it starts; it ends where the next one starts. */
@inline
export function partStart(count: i32, block: i32, part: i32, parts: i32): i32 {
  const blocks = (count + block - 1) / block
  const start = <i32>((<i64>blocks * part) / parts) * block
  return min(start, count)
}

/** One constant of a table in all lanes. V8 makes a constant vector anew wherever it is used, which takes four instructions where this is one. */
@inline
export function constant(table: usize, index: i32): v128 {
  return v128.load32_splat(table + (<usize>index << 2))
}
