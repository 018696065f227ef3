import type { ModelName } from './models'

/** What both sides understand: our child process over its channel, PyTorch's as a line of JSON. One request at a time. */
export type Request =
  | { readonly kind: 'hello' }
  | { readonly kind: 'throughput' }
  | { readonly kind: 'load'; readonly model: ModelName; readonly folder: string; readonly learningRate: number }
  | { readonly kind: 'steps'; readonly count: number }
  | { readonly kind: 'cpu' }
  /** The two that only an engine answers. */
  | { readonly kind: 'count' }
  | { readonly kind: 'profile'; readonly count: number }

export interface Answers {
  hello: Hello
  throughput: Throughput
  load: { readonly parameters: number }
  steps: Steps
  cpu: { readonly ms: number } // of all the process' threads, since it was started
  count: Counted
  profile: Profile
}
export interface Hello {
  readonly version: string
  readonly threads: number
  readonly device: string
  readonly config: string
}
/** GFLOP/s of a 1024³ product and of a 3×3 convolution of 32×32×64, batch 32; GB/s of a sum of two vectors of 4 MB. */
export interface Throughput {
  readonly matmul: number
  readonly convolution: number
  readonly memory: number
}
export interface Steps {
  readonly losses: readonly number[]
  readonly ms: readonly number[]
  readonly rss: number // bytes of the whole process
  readonly heap: number // of it, JavaScript's (0 in PyTorch's), which V8 lets grow before it collects
}

/** What the kernels of one step do, forward and backward, each by its shapes. The optimizer is counted beside. */
export interface Counted {
  readonly kernels: Readonly<Record<string, Work>>
  readonly parameters: number
}
export interface Work {
  readonly count: number
  readonly flops: number
  readonly bytes: number
  /** Operations and bytes of each call, since a ceiling is a call's. */
  readonly calls: readonly (readonly [flops: number, bytes: number])[]
}

/** Means of a step in milliseconds. */
export interface Profile {
  readonly step: number
  readonly gradients: number
  readonly optimizer: number
  readonly read: number
  readonly kernels: Readonly<Record<string, KernelTime>>
}
export interface KernelTime {
  readonly count: number
  readonly gradients: number // ms within forward and backward
  readonly optimizer: number // ms outside of them
}
