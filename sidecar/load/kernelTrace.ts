/** What an engine was calculating when it threw. */
export interface KernelTrace {
  readonly kernel: string
  readonly inputs: readonly { readonly name?: string; readonly shape: readonly number[] }[] // name: the path in Params
}

/** Keeps the innermost trace: an operation made of several kernels is named by the one that failed. */
export function attachKernelTrace(error: unknown, trace: KernelTrace): void {
  if (!(error instanceof Error) || kernelTraceOf(error)) return
  Object.defineProperty(error, property, { value: trace, enumerable: false })
}

export function kernelTraceOf(error: unknown): KernelTrace | undefined {
  return error instanceof Error ? (error as { [property]?: KernelTrace })[property] : undefined
}

/** `BatchMatMul of network/first/kernel [784, 64], [32, 100]`: no words, so it reads in any language. */
export function describeKernel({ kernel, inputs }: KernelTrace): string {
  if (inputs.length === 0) return kernel
  return `${kernel}: ${inputs.map(({ name, shape }) => `${name === undefined ? '' : `${name} `}[${shape.join(', ')}]`).join(' · ')}`
}

const property = 'gradlabKernel'
