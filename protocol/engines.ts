import type { ErrorData } from './errors'

/** The engines a run can train on, best first; design § 6 calls this order the ladder. */
export const ENGINES = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const
export type EngineName = (typeof ENGINES)[number]
export type EngineChoice = EngineName | 'auto'

export function isEngineChoice(value: string): value is EngineChoice {
  return value === 'auto' || (ENGINES as readonly string[]).includes(value)
}

/** What `gradlab engines` says of one engine. `reason` is a code of `texts`, so that each client speaks its own language. */
export interface EngineReport {
  readonly engine: EngineName
  readonly usable: boolean
  readonly reason: EngineReason
  readonly detail: EngineDetail
}
/** What a report says beside its reason, each with words of its own in `texts`. A unit stands at the end of a name. */
export type EngineDetail = Readonly<Partial<Record<EngineDetailName, string | number>>>
export type EngineDetailName =
  | 'package'
  | 'adapter'
  | 'vendor'
  | 'architecture'
  | 'driver'
  | 'backend'
  | 'type'
  | 'simd'
  | 'threads'
  | 'cores'
  | 'largestTensorBytes'
  | 'buffersPerShader'
  | 'workgroupSize'
  | 'hostOpCount'
  | 'matmulGflops'
  | 'convolutionGflops'
  | 'bandwidthGbps'
  | 'opOverheadUs'
  | 'unmeasuredAfterS'
  | 'missingOpCount'
  | 'missingOps'
  | 'missing'
  | 'other'
  | 'asked'
  | 'known'
  | 'problem'
export type EngineReason =
  | 'ready'
  | 'reference'
  | 'probe-failed'
  | 'no-adapter'
  | 'no-such-adapter'
  | 'software-adapter'
  | 'switched-off'
  | 'editors-node'
  | 'card-unused'
  | TensorflowFailure
/** Why a TensorFlow cannot be used: none is there; its native code lacks a library, ended its process or never answered. */
export type TensorflowFailure = 'not-installed' | 'library-missing' | 'probe-crashed' | 'probe-hung'

/**
 * asked          the user named it
 * best-usable    nothing better worked: the first usable one of the ladder
 * until-measured `auto`, and the engines of this machine have not yet been tried on this model
 * measured       `auto`, and it was the fastest of those that were tried: the run's `stepTimes` hold the figures
 * only-usable    `auto`, and nothing but it is worth a try here
 */
export const ENGINE_WHYS = ['asked', 'best-usable', 'until-measured', 'measured', 'only-usable'] as const
export type EngineWhy = (typeof ENGINE_WHYS)[number]

/** Milliseconds that one step of the model took on each engine it was tried on. */
export type StepTimes = Readonly<Partial<Record<EngineName, number>>>

/** A model as one engine is tried on it, without a run folder: nothing is written. */
export interface ModelToMeasure {
  readonly code: string // the bundle of model.ts
  readonly map: string
  readonly seed: number
  readonly variant: string
  readonly set: Readonly<Record<string, string>>
  readonly data: string
}

/** What came of trying an engine on a model. */
export type EngineVerdict =
  | {
      readonly state: 'measured'
      readonly engine: EngineName
      readonly fingerprint: EngineFingerprint
      readonly stepMs: number // the median of `steps` steps
      readonly steps: number
      readonly parameters: number
      readonly batchSize: number
    }
  | { readonly state: 'failed'; readonly engine: EngineName; readonly error: ErrorData }
  /** It was not tried, since there is nothing to compare it with. */
  | { readonly state: 'alone'; readonly engine: EngineName }
  /** Models with processes of their own are not tried: what they do beyond this process cannot be undone. */
  | { readonly state: 'skipped'; readonly engine: EngineName; readonly reason: 'peers' }

/**
 * What the bits of a run depend on besides source, seed and data. Two runs with equal fingerprints give equal bits;
 * a resume on another fingerprint is allowed and says so.
 */
export interface EngineFingerprint {
  readonly engine: EngineName
  readonly simd: 'none' | 'plain' | 'relaxed'
  readonly threads: number
  readonly adapter: string
  readonly tfjs: string
  readonly node: string
  readonly platform: string
}

export function sameFingerprint(a: EngineFingerprint, b: EngineFingerprint): boolean {
  const keys = ['engine', 'simd', 'threads', 'adapter', 'tfjs', 'node', 'platform'] as const
  return keys.every((key) => a[key] === b[key])
}

/** What can be installed on request: TensorFlow for the processor, and TensorFlow for NVIDIA cards. */
export const INSTALLABLE_ENGINES = ['tensorflow', 'tensorflow-gpu'] as const
export type InstallableEngine = (typeof INSTALLABLE_ENGINES)[number]

export function isInstallableEngine(value: string): value is InstallableEngine {
  return (INSTALLABLE_ENGINES as readonly string[]).includes(value)
}

/** What a person agrees to: roughly, since neither the registry nor Google's storage says before. */
export const INSTALLS: Readonly<Record<InstallableEngine, { readonly package: string; readonly downloadGb: number; readonly diskGb: number }>> = {
  tensorflow: { package: '@tensorflow/tfjs-node', downloadGb: 0.2, diskGb: 0.7 },
  'tensorflow-gpu': { package: '@tensorflow/tfjs-node-gpu', downloadGb: 0.6, diskGb: 2 },
}

/** How far an installation is. It tells no share: what it will come to is known only at its end. */
export interface InstallProgress {
  readonly phase: 'downloading' | 'trying'
  readonly bytes: number // on the disk so far
}
