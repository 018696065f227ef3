import type { Hyper } from './model'

/** Layers and width of each, as shares of `layers` and `width`. Weights a layer: 4D², GRU 6D², LSTM 8D², attention with its perceptron 12D². */
const sizes: Record<Hyper['recurrence'], [layers: number, width: number]> = {
  separable: [1, 1],
  gru: [2 / 3, 1],
  lstm: [2 / 3, 7 / 8],
  attention: [2 / 3, 11 / 16],
}

/** With the layers and the width that have as many parameters; the width can be shared out to four heads. */
export function sized(hyper: Hyper): Hyper {
  const [depth, width] = sizes[hyper.recurrence]
  return { ...hyper, layers: Math.max(1, Math.round(depth * hyper.layers)), width: width === 1 ? hyper.width : 4 * Math.round((width * hyper.width) / 4) }
}

/**
 * Multiply-adds of one more step: what all steps can do at once (`mixing`), and what must wait for the step before or looks back at all of them
 * (`remembering`). Products only: norms, non-linearities, embedding and scores are left out, and are the same for all.
 * @param before steps that came before this one
 */
const ofLayer: Record<Hyper['recurrence'], (hyper: Hyper, before: number) => { mixing: number; remembering: number }> = {
  separable: ({ width: D, mix, skip, taps }) => ({ mixing: (mix ? 4 * D * D : 4 * D) + (skip ? 4 : 2) * D + taps * D, remembering: (skip ? 4 : 2) * D }), // 2D for the output gate, 2D for c and w
  gru: ({ width: D }) => ({ mixing: 3 * D * D, remembering: 3 * D * D + 2 * D }),
  lstm: ({ width: D }) => ({ mixing: 4 * D * D, remembering: 4 * D * D + 3 * D }),
  attention: ({ width: D }, before) => ({ mixing: 12 * D * D, remembering: 2 * D * (before + 1) }),
}

/** Of all layers. @param hyper as `sized` gives it */
export function multiplyAdds(hyper: Hyper, before: number): { mixing: number; remembering: number } {
  const { mixing, remembering } = ofLayer[hyper.recurrence](hyper, before)
  return { mixing: hyper.layers * mixing, remembering: hyper.layers * remembering }
}
