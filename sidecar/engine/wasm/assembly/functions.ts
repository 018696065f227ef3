import { choose, constant, fma, toIntegers } from './simd'

// Elementary functions on four values at a time, within 2 units in the last place; coefficients of S. Moshier's Cephes (netlib), single precision.
// Each function's constants lie in a table, in the order of their use.

const expConstants = memory.data<f32>([
  88.72284, -104, 1.44269504, -0.693359375, 2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1, 1,
])
/** eˣ: x = n·ln 2 + r, eʳ by a polynomial, times 2ⁿ. Overflows to Infinity, underflows to 0, NaN stays. */
@inline
export function exp(x: v128): v128 {
  const highest = constant(expConstants, 0)
  const lowest = constant(expConstants, 1)
  const inside = f32x4.pmax(f32x4.pmin(x, highest), lowest) // what is not a number is put back at the end
  const n = f32x4.nearest(f32x4.mul(inside, constant(expConstants, 2)))
  let r = fma(n, constant(expConstants, 3), inside)
  r = fma(n, constant(expConstants, 4), r)
  let y = constant(expConstants, 5)
  y = fma(y, r, constant(expConstants, 6))
  y = fma(y, r, constant(expConstants, 7))
  y = fma(y, r, constant(expConstants, 8))
  y = fma(y, r, constant(expConstants, 9))
  y = fma(y, r, constant(expConstants, 10))
  y = f32x4.add(fma(y, f32x4.mul(r, r), r), constant(expConstants, 11))
  // 2ⁿ in two factors: n = 128 and n < −126 are beyond a float's exponent
  const whole = toIntegers(n)
  const half = i32x4.shr_s(whole, 1)
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23)
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23)
  y = f32x4.mul(f32x4.mul(y, first), second)
  y = choose(f32x4.splat(Infinity), y, f32x4.gt(x, highest))
  return choose(y, x, f32x4.eq(x, x))
}

const logConstants = memory.data<f32>([
  1, 1.17549435e-38, 8388608, 23, 0.5, 0.707106781, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, -2.12194440e-4, -0.5, 0.693359375,
])
/** ln x: −Infinity at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const one = constant(logConstants, 0)
  // A subnormal number is made normal first.
  const isTiny = f32x4.lt(x, constant(logConstants, 1))
  const scaled = choose(f32x4.mul(x, constant(logConstants, 2)), x, isTiny)
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)))
  exponent = f32x4.sub(exponent, v128.and(isTiny, constant(logConstants, 3)))
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), constant(logConstants, 4)) // 0.5 .. 1
  const isLow = f32x4.lt(m, constant(logConstants, 5))
  exponent = f32x4.sub(exponent, v128.and(isLow, one))
  m = f32x4.sub(f32x4.add(m, v128.and(isLow, m)), one)
  const squared = f32x4.mul(m, m)
  let y = constant(logConstants, 6)
  y = fma(y, m, constant(logConstants, 7))
  y = fma(y, m, constant(logConstants, 8))
  y = fma(y, m, constant(logConstants, 9))
  y = fma(y, m, constant(logConstants, 10))
  y = fma(y, m, constant(logConstants, 11))
  y = fma(y, m, constant(logConstants, 12))
  y = fma(y, m, constant(logConstants, 13))
  y = fma(y, m, constant(logConstants, 14))
  y = f32x4.mul(f32x4.mul(y, m), squared)
  y = fma(exponent, constant(logConstants, 15), y)
  y = fma(squared, constant(logConstants, 16), y)
  y = fma(exponent, constant(logConstants, 17), f32x4.add(m, y))
  y = choose(f32x4.splat(Infinity), y, f32x4.eq(x, f32x4.splat(Infinity)))
  y = choose(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)))
  y = choose(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)))
  return choose(y, x, f32x4.eq(x, x))
}

const sigmoidConstants = memory.data<f32>([1])
/** 1 / (1 + e⁻ˣ) */
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(sigmoidConstants, 0)
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))))
}

const tanhConstants = memory.data<f32>([1, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1, 2, -0.0, 0.625])
/** By a polynomial below 0.625, where 1 − 2 / (e²ˣ + 1) would cancel. */
@inline
export function tanh(x: v128): v128 {
  const one = constant(tanhConstants, 0)
  const size = f32x4.abs(x)
  const squared = f32x4.mul(x, x)
  let small = constant(tanhConstants, 1)
  small = fma(small, squared, constant(tanhConstants, 2))
  small = fma(small, squared, constant(tanhConstants, 3))
  small = fma(small, squared, constant(tanhConstants, 4))
  small = fma(small, squared, constant(tanhConstants, 5))
  small = fma(f32x4.mul(small, squared), x, x)
  const large = f32x4.sub(one, f32x4.div(constant(tanhConstants, 6), f32x4.add(exp(f32x4.add(size, size)), one)))
  const signed = v128.or(large, v128.and(x, constant(tanhConstants, 7)))
  return choose(signed, small, f32x4.ge(size, constant(tanhConstants, 8)))
}

const logOnePlusConstants = memory.data<f32>([1])
/** ln(1 + x): the logarithm of the rounded sum, scaled by how far it was rounded (Kahan). */
@inline
export function logOnePlus(x: v128): v128 {
  const one = constant(logOnePlusConstants, 0)
  const sum = f32x4.add(one, x)
  const rounded = f32x4.sub(sum, one)
  const y = f32x4.div(f32x4.mul(log(sum), x), rounded)
  const isTiny = f32x4.eq(rounded, f32x4.splat(0))
  const isEndless = f32x4.eq(sum, f32x4.splat(Infinity))
  return choose(x, choose(sum, y, isEndless), isTiny)
}

const expMinusOneConstants = memory.data<f32>([1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 0.34])
/** eˣ − 1, by its series below ½ where the difference would cancel. */
@inline
export function expMinusOne(x: v128): v128 {
  let y = constant(expMinusOneConstants, 0)
  y = fma(y, x, constant(expMinusOneConstants, 1))
  y = fma(y, x, constant(expMinusOneConstants, 2))
  y = fma(y, x, constant(expMinusOneConstants, 3))
  y = fma(y, x, constant(expMinusOneConstants, 4))
  y = fma(y, x, constant(expMinusOneConstants, 5))
  const small = fma(y, f32x4.mul(x, x), x)
  return choose(f32x4.sub(exp(x), constant(expMinusOneConstants, 6)), small, f32x4.gt(f32x4.abs(x), constant(expMinusOneConstants, 7)))
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|) */
@inline
export function softPlus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logOnePlus(exp(f32x4.neg(f32x4.abs(x)))))
}

const erfConstants = memory.data<f32>([1, 0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592])
/** The error function, by formula 7.1.26 of Abramowitz and Stegun as in tfjs: off by at most 1.5e-7. */
@inline
export function erf(x: v128): v128 {
  const one = constant(erfConstants, 0)
  const size = f32x4.abs(x)
  const t = f32x4.div(one, fma(constant(erfConstants, 1), size, one))
  let y = constant(erfConstants, 2)
  y = fma(y, t, constant(erfConstants, 3))
  y = fma(y, t, constant(erfConstants, 4))
  y = fma(y, t, constant(erfConstants, 5))
  y = fma(y, t, constant(erfConstants, 6))
  const large = f32x4.sub(one, f32x4.mul(f32x4.mul(y, t), exp(f32x4.neg(f32x4.mul(x, x)))))
  return choose(f32x4.neg(large), large, f32x4.lt(x, f32x4.splat(0)))
}
