import type { HyperValue } from '../../protocol'

/** What model.test.ts tells the harness of all directions where its scaffold differs by nature: `export const contract: Contract`. */
export interface Contract {
  /** Hyper-parameters for every check, to make it small. */
  readonly set?: Readonly<Record<string, HyperValue>>
  /** Rows of the training split that the checks use; 128 unless said. */
  readonly rows?: number
  /** Why the gradient is not the loss's own (a surrogate, straight-through estimation): finite differences are not asked for. */
  readonly surrogateGradient?: string
  /** Why innovation and baseline differ in parameters by more than 2 %. */
  readonly otherParameters?: string
  /** How to overfit 32 samples, or why no loss of this scaffold would fall. */
  readonly overfit?: { readonly steps?: number; readonly set?: Readonly<Record<string, HyperValue>> } | { readonly impossible: string }
}
