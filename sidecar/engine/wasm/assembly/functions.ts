import { choose, fma, toIntegers } from './simd'

// Elementary functions on four values at a time, within 2 units in the last place; coefficients of S. Moshier's Cephes (netlib), single precision.

/** eˣ: x = n·ln 2 + r, eʳ by a polynomial, times 2ⁿ. Overflows to Infinity, underflows to 0, NaN stays. */
@inline
export function exp(x: v128): v128 {
  const highest = f32x4.splat(88.72284)
  const lowest = f32x4.splat(-104)
  const inside = f32x4.pmax(f32x4.pmin(x, highest), lowest) // what is not a number is put back at the end
  const n = f32x4.nearest(f32x4.mul(inside, f32x4.splat(1.44269504)))
  let r = fma(n, f32x4.splat(-0.693359375), inside)
  r = fma(n, f32x4.splat(2.12194440e-4), r)
  let y = f32x4.splat(1.9875691500e-4)
  y = fma(y, r, f32x4.splat(1.3981999507e-3))
  y = fma(y, r, f32x4.splat(8.3334519073e-3))
  y = fma(y, r, f32x4.splat(4.1665795894e-2))
  y = fma(y, r, f32x4.splat(1.6666665459e-1))
  y = fma(y, r, f32x4.splat(5.0000001201e-1))
  y = f32x4.add(fma(y, f32x4.mul(r, r), r), f32x4.splat(1))
  // 2ⁿ in two factors: n = 128 and n < −126 are beyond a float's exponent
  const whole = toIntegers(n)
  const half = i32x4.shr_s(whole, 1)
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23)
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23)
  y = f32x4.mul(f32x4.mul(y, first), second)
  y = choose(f32x4.splat(Infinity), y, f32x4.gt(x, highest))
  return choose(y, x, f32x4.eq(x, x))
}

/** ln x: −Infinity at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const one = f32x4.splat(1)
  // A subnormal number is made normal first.
  const isTiny = f32x4.lt(x, f32x4.splat(1.17549435e-38))
  const scaled = choose(f32x4.mul(x, f32x4.splat(8388608)), x, isTiny)
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)))
  exponent = f32x4.sub(exponent, v128.and(isTiny, f32x4.splat(23)))
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), f32x4.splat(0.5)) // 0.5 .. 1
  const isLow = f32x4.lt(m, f32x4.splat(0.707106781))
  exponent = f32x4.sub(exponent, v128.and(isLow, one))
  m = f32x4.sub(f32x4.add(m, v128.and(isLow, m)), one)
  const squared = f32x4.mul(m, m)
  let y = f32x4.splat(7.0376836292e-2)
  y = fma(y, m, f32x4.splat(-1.1514610310e-1))
  y = fma(y, m, f32x4.splat(1.1676998740e-1))
  y = fma(y, m, f32x4.splat(-1.2420140846e-1))
  y = fma(y, m, f32x4.splat(1.4249322787e-1))
  y = fma(y, m, f32x4.splat(-1.6668057665e-1))
  y = fma(y, m, f32x4.splat(2.0000714765e-1))
  y = fma(y, m, f32x4.splat(-2.4999993993e-1))
  y = fma(y, m, f32x4.splat(3.3333331174e-1))
  y = f32x4.mul(f32x4.mul(y, m), squared)
  y = fma(exponent, f32x4.splat(-2.12194440e-4), y)
  y = fma(squared, f32x4.splat(-0.5), y)
  y = fma(exponent, f32x4.splat(0.693359375), f32x4.add(m, y))
  y = choose(f32x4.splat(Infinity), y, f32x4.eq(x, f32x4.splat(Infinity)))
  y = choose(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)))
  y = choose(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)))
  return choose(y, x, f32x4.eq(x, x))
}

/** 1 / (1 + e⁻ˣ) */
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))))
}

/** By a polynomial below 0.625, where 1 − 2 / (e²ˣ + 1) would cancel. */
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1)
  const size = f32x4.abs(x)
  const squared = f32x4.mul(x, x)
  let small = f32x4.splat(-5.70498872745e-3)
  small = fma(small, squared, f32x4.splat(2.06390887954e-2))
  small = fma(small, squared, f32x4.splat(-5.37397155531e-2))
  small = fma(small, squared, f32x4.splat(1.33314422036e-1))
  small = fma(small, squared, f32x4.splat(-3.33332819422e-1))
  small = fma(f32x4.mul(small, squared), x, x)
  const large = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(size, size)), one)))
  const signed = v128.or(large, v128.and(x, f32x4.splat(-0.0)))
  return choose(signed, small, f32x4.ge(size, f32x4.splat(0.625)))
}

/** ln(1 + x): the logarithm of the rounded sum, scaled by how far it was rounded (Kahan). */
@inline
export function logOnePlus(x: v128): v128 {
  const one = f32x4.splat(1)
  const sum = f32x4.add(one, x)
  const rounded = f32x4.sub(sum, one)
  const y = f32x4.div(f32x4.mul(log(sum), x), rounded)
  const isTiny = f32x4.eq(rounded, f32x4.splat(0))
  const isEndless = f32x4.eq(sum, f32x4.splat(Infinity))
  return choose(x, choose(sum, y, isEndless), isTiny)
}

/** eˣ − 1, by its series below ½ where the difference would cancel. */
@inline
export function expMinusOne(x: v128): v128 {
  let y = f32x4.splat(1.9875691500e-4)
  y = fma(y, x, f32x4.splat(1.3981999507e-3))
  y = fma(y, x, f32x4.splat(8.3334519073e-3))
  y = fma(y, x, f32x4.splat(4.1665795894e-2))
  y = fma(y, x, f32x4.splat(1.6666665459e-1))
  y = fma(y, x, f32x4.splat(5.0000001201e-1))
  const small = fma(y, f32x4.mul(x, x), x)
  return choose(f32x4.sub(exp(x), f32x4.splat(1)), small, f32x4.gt(f32x4.abs(x), f32x4.splat(0.34)))
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|) */
@inline
export function softPlus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logOnePlus(exp(f32x4.neg(f32x4.abs(x)))))
}

/** The error function, by formula 7.1.26 of Abramowitz and Stegun as in tfjs: off by at most 1.5e-7. */
@inline
export function erf(x: v128): v128 {
  const one = f32x4.splat(1)
  const size = f32x4.abs(x)
  const t = f32x4.div(one, fma(f32x4.splat(0.3275911), size, one))
  let y = f32x4.splat(1.061405429)
  y = fma(y, t, f32x4.splat(-1.453152027))
  y = fma(y, t, f32x4.splat(1.421413741))
  y = fma(y, t, f32x4.splat(-0.284496736))
  y = fma(y, t, f32x4.splat(0.254829592))
  const large = f32x4.sub(one, f32x4.mul(f32x4.mul(y, t), exp(f32x4.neg(f32x4.mul(x, x)))))
  return choose(f32x4.neg(large), large, f32x4.lt(x, f32x4.splat(0)))
}
