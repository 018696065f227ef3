/** A hyper-parameter's value, as it stands in run.json, on the command line and in a peer's context. */
export type HyperValue = number | boolean | string
export type HyperValues = Readonly<Record<string, HyperValue>>

/** What a client needs to offer a hyper-parameter for change, and to refuse a wrong value before sending it. */
export type HyperField =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'range'; readonly value: number; readonly min: number; readonly max: number; readonly log: boolean; readonly live: boolean }
export type HyperFields = Readonly<Record<string, HyperField>>
