import type * as tf from '@tensorflow/tfjs'
import type { Figure } from 'gradlab'
import type { Texts } from './data'
import type { Network } from './model'

/** What the network reads in two validation documents: each word's share, and each sentence's. */
export async function attentionFigures(network: Network, shown: Texts['shown']): Promise<Figure[]> {
  const shares = await Promise.all(shown.map(({ batch }) => shareOfWords(network.read(batch.tables).weights, batch.tables)))
  const sentences = shown.map(({ document }, d) =>
    document.within.sentence.reduce<number[]>((sums, s, i) => ((sums[s] = (sums[s] ?? 0) + shares[d]![i]!), sums), []),
  )
  const columns = Math.max(...sentences.map(({ length }) => length))
  return [
    ...shown.map(({ document, label }, d) => ({
      kind: 'text' as const,
      name: `attention over a document of class ${label}`,
      tokens: document.words,
      weights: shares[d]!,
    })),
    {
      kind: 'heatmap',
      name: 'attention of each sentence',
      rows: shown.map(({ label }) => label),
      columns: Array.from({ length: columns }, (_, i) => String(i + 1)),
      values: Float32Array.from(sentences.flatMap((sums) => Array.from({ length: columns }, (_, i) => sums[i] ?? 0))),
    },
  ]
}

/** The share of the document's attention that each word has: the product of the weights above it. Words in reading order. */
export async function shareOfWords(weights: tf.Tensor2D[], tables: tf.Tensor2D[]): Promise<Float32Array> {
  const [alphas, children] = [await Promise.all(weights.map((α) => α.data())), await Promise.all(tables.map((table) => table.data()))]
  let share = new Float32Array(tables.at(-1)!.shape[0]).fill(1) // [M] of the level at hand, from the document down
  for (let at = tables.length - 1; at > 0; at--) {
    const below = new Float32Array(tables[at - 1]!.shape[0])
    const K = tables[at]!.shape[1]
    children[at]!.forEach((child, i) => child >= 0 && (below[child] = share[Math.floor(i / K)]! * alphas[at]![i]!))
    share = below
  }
  const K = tables[0]!.shape[1]
  return Float32Array.from(alphas[0]!, (α, i) => share[Math.floor(i / K)]! * α).filter((_, i) => children[0]![i]! >= 0)
}
