import type * as tf from '@tensorflow/tfjs'
import type { Figure } from 'gradlab'
import type { Texts } from './data'
import type { Network } from './model'

/** What the network reads in two validation documents: each word's share, what each level gives it, and each sentence's share. */
export async function attentionFigures(network: Network, shown: Texts['shown']): Promise<Figure[]> {
  const weights = await Promise.all(shown.map(({ batch }) => weightsOfWords(network.read(batch.tables).weights, batch.tables)))
  const shares = weights.map(sharesOf)
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
    ...shown.slice(0, 1).map(({ document, label, units }, d) => ({
      kind: 'heatmap' as const,
      name: `attention at each level, in a document of class ${label}`,
      rows: units.map((unit, level) => `${level === 0 ? 'word' : units[level - 1]!} in its ${unit}`),
      columns: document.words,
      values: Float32Array.from(units.flatMap((_, level) => weights[d]!.map((ofWord) => ofWord[level]!))),
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

/** Of each word, in reading order: its weight in its unit, the weight of that in the next, and so on up to the document. */
export async function weightsOfWords(weights: tf.Tensor2D[], tables: tf.Tensor2D[]): Promise<number[][]> {
  const [alphas, children] = [await Promise.all(weights.map((α) => α.data())), await Promise.all(tables.map((table) => table.data()))]
  let above: number[][] = Array.from({ length: tables.at(-1)!.shape[0] }, () => []) // of each unit of the level at hand, from the document down
  for (let level = tables.length - 1; level >= 0; level--) {
    const K = tables[level]!.shape[1]
    const below: number[][] = []
    children[level]!.forEach((child, i) => {
      if (child >= 0) below[level === 0 ? below.length : child] = [alphas[level]![i]!, ...above[Math.floor(i / K)]!] // at level 0 a child is a vocabulary number
    })
    above = below
  }
  return above
}

/** The share of the document's attention that each word has: the product of the weights above it. */
export const sharesOf = (weights: readonly (readonly number[])[]): Float32Array =>
  Float32Array.from(weights, (ofWord) => ofWord.reduce((share, weight) => share * weight, 1))
