import * as v from 'valibot'

/** What a TensorFlow says of itself once it runs. */
export const tensorflowFacts = v.object({
  /** Of the native library, such as 2.9.1. */
  tensorflow: v.string(),
  device: v.picklist(['gpu', 'cpu']),
})
export type TensorflowFacts = v.InferOutput<typeof tensorflowFacts>

/** What came of trying a package in a process of its own. */
export const tensorflowVerdict = v.variant('state', [
  v.object({
    state: v.literal('passed'),
    ...tensorflowFacts.entries,
    /** The graphics card's name, where there is one. */
    card: v.string(),
    /** Libraries of the graphics card that it looked for in vain, separated by commas. */
    missing: v.string(),
  }),
  v.object({
    state: v.literal('failed'),
    reason: v.picklist(['library-missing', 'probe-crashed', 'probe-hung', 'probe-failed']),
    /** A library's name, a signal, seconds, or a message: by reason. */
    problem: v.string(),
  }),
])
export type TensorflowVerdict = v.InferOutput<typeof tensorflowVerdict>
