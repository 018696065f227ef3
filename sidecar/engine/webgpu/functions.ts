import * as tf from '@tensorflow/tfjs'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * Functions of one number as tfjs' programs compute them lose all their digits near 0 (log(1 + x)), promise sin and cos to 2⁻¹¹ only, make NaN of
 * infinities and numbers of NaN. Here each is precise to float32 wherever it has a value, and is what IEEE says at the ends.
 */
export function mendFunctions(): [name: string, mend: (original: tf.KernelConfig) => tf.KernelConfig][] {
  return Object.entries(values).map(([name, value]) => [name, (original) => ofFloats(original, value)])
}

/** WGSL of the function's value at `a`, which is not NaN. */
const values: Readonly<Record<string, string>> = {
  [tf.Exp]: 'exp(a)',
  [tf.Log]: 'logarithm(a)',
  [tf.Sin]: 'quarter(a, 0)',
  [tf.Cos]: 'quarter(a, 1)',
  [tf.Tan]: 'quarter(a, 0) / quarter(a, 1)',
  [tf.Sinh]: 'select(0.5 * half(a) * half(a) - 0.5 / half(a) / half(a), sinhNear0(a), abs(a) < 1.0)',
  [tf.Cosh]: '0.5 * half(abs(a)) * half(abs(a)) + 0.5 / half(abs(a)) / half(abs(a))',
  [tf.Tanh]: 'sign(a) * -expLess1(-2.0 * abs(a)) / (2.0 + expLess1(-2.0 * abs(a)))',
  [tf.Asinh]: 'sign(a) * select(log1(abs(a) + a * a / (1.0 + sqrt(a * a + 1.0))), logarithm(abs(a)) + 0.69314718, abs(a) > 1e4)',
  [tf.Acosh]: 'select(select(log1(a - 1.0 + sqrt((a - 1.0) * (a + 1.0))), logarithm(a) + 0.69314718, a > 1e4), uniforms.NAN, a < 1.0)',
  [tf.Atanh]: 'select(select(sign(a) * 0.5 * log1(2.0 * abs(a) / (1.0 - abs(a))), a * uniforms.INFINITY, abs(a) == 1.0), uniforms.NAN, abs(a) > 1.0)',
  [tf.Expm1]: 'expLess1(a)',
  [tf.Log1p]: 'log1(a)',
  [tf.Elu]: 'select(expLess1(a), a, a >= 0.0)',
  [tf.Selu]: `select(${tf.backend_util.SELU_SCALEALPHA} * expLess1(a), ${tf.backend_util.SELU_SCALE} * a, a >= 0.0)`,
  [tf.Sigmoid]: 'select(exp(a) / (1.0 + exp(a)), 1.0 / (1.0 + exp(-a)), a >= 0.0)',
  [tf.Softplus]: 'max(a, 0.0) + log1(exp(-abs(a)))',
  [tf.Relu6]: 'clamp(a, 0.0, 6.0)',
}

/** Of these tfjs has the function for what is small and on the host. */
const onHost: ReadonlySet<string> = new Set([tf.Exp, tf.Expm1, tf.Log])

function ofFloats(original: tf.KernelConfig, value: string): tf.KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const x = call.inputs['x'] as tf.TensorInfo
      const backend = call.backend as GuardedBackend
      if (x.dtype !== 'float32' || (onHost.has(original.kernelName) && backend.shouldExecuteOnCPU([x]))) return original.kernelFunc(call)
      const body = `let a = x[index]; var y = a; if (!isnan(a)) { y = ${value}; } result[index] = y;`
      return backend.runWebGPUProgram(elementwise(`gradlab${original.kernelName}`, x.shape, ['x'], body, { declarations }), [x], 'float32')
    },
  }
}

/**
 * `quarter` is the sine of a plus so many right angles. It reduces by multiples of π/2 in three parts (Cody & Waite) and takes Taylor's polynomial on what
 * is left: float32's own precision up to some 10⁴. `logarithm` is WGSL's with its ends, `log1` is log(1 + a), by the series of artanh near 0; `half` is the root of e^a, whose square overflows no
 * sooner than the result.
 */
export const declarations = `
  fn quarter(a: f32, turned: i32) -> f32 {
    let nearest = round(a * 0.636619772);
    let r = ((a - nearest * 1.5703125) - nearest * 4.83751296997e-4) - nearest * 7.54978995489e-8;
    let r2 = r * r;
    let sine = r + r * r2 * (-0.16666666667 + r2 * (8.3333333333e-3 + r2 * (-1.9841269841e-4 + r2 * 2.7557319224e-6)));
    let cosine = 1.0 + r2 * (-0.5 + r2 * (4.1666666667e-2 + r2 * (-1.3888888889e-3 + r2 * (2.4801587302e-5 - r2 * 2.7557319224e-7))));
    let part = (i32(nearest) + turned) & 3;
    return select(1.0, -1.0, part >= 2) * select(sine, cosine, (part & 1) == 1);
  }
  fn expLess1(a: f32) -> f32 {
    let near = a * (1.0 + a / 2.0 * (1.0 + a / 3.0 * (1.0 + a / 4.0 * (1.0 + a / 5.0 * (1.0 + a / 6.0 * (1.0 + a / 7.0))))));
    return select(exp(a) - 1.0, near, abs(a) < 0.35);
  }
  fn logarithm(a: f32) -> f32 {
    if (a <= 0.0) { return select(uniforms.NAN, -uniforms.INFINITY, a == 0.0); }
    return select(log(a), a, isinf(a));
  }
  fn log1(a: f32) -> f32 {
    let z = a / (2.0 + a);
    let z2 = z * z;
    return select(logarithm(1.0 + a), 2.0 * z * (1.0 + z2 * (1.0 / 3.0 + z2 * (0.2 + z2 * (1.0 / 7.0 + z2 / 9.0)))), abs(a) < 0.25);
  }
  fn sinhNear0(a: f32) -> f32 {
    let a2 = a * a;
    return a * (1.0 + a2 / 6.0 * (1.0 + a2 / 20.0 * (1.0 + a2 / 42.0 * (1.0 + a2 / 72.0))));
  }
  fn half(a: f32) -> f32 {
    return exp(a * 0.5);
  }`
