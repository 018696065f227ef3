import * as tf from '@tensorflow/tfjs'
import type { Likes } from './data'

const usersAtOnce = 256 // whose scores of all items are in memory

export interface Ranked {
  list: Int32Array // listLength items at most, the first to be shown first
  coldList: Int32Array // the same among cold items alone
}
export interface Rules {
  seen: Likes['seen']
  bags: readonly Int32Array[] // by item, word numbers in rising order
  isCold: (item: number) => boolean
  candidates: number // best items of a user that a list is chosen from
  diversity: number // 0: by score alone
}

/** Every item of the catalogue is ranked for each of these users, but what they have seen. */
export async function rank(who: Int32Array, users: tf.Tensor2D, items: tf.Tensor2D, rules: Rules): Promise<Ranked[]> {
  const ranked: Ranked[] = []
  const most = Math.max(listLength, Math.round(rules.candidates))
  for (let from = 0; from < who.length; from += usersAtOnce) {
    const some = who.subarray(from, from + usersAtOnce)
    const matrix = tf.tidy(() => tf.matMul(users.gather(tf.tensor1d(some, 'int32')), items, false, true))
    const scores = (await matrix.data()) as Float32Array
    matrix.dispose()
    some.forEach((user, row) => {
      const own = scores.subarray(row * items.shape[0], (row + 1) * items.shape[0])
      const seen = rules.seen[user]!
      const chosen = best(own, rules.diversity > 0 ? most : listLength, (item) => !seen.has(item))
      const coldList = best(own, listLength, (item) => !seen.has(item) && rules.isCold(item))
      ranked.push({ list: diversified(chosen, own, rules.bags, rules.diversity), coldList })
    })
  }
  return ranked
}

/** The items of the highest scores, best first; of equal ones the first. */
export function best(scores: Float32Array, count: number, isAllowed: (item: number) => boolean): Int32Array {
  const heap: number[] = [] // the worst on top
  const isWorse = (a: number, b: number): boolean => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b)
  const sink = (): void => {
    for (let at = 0; ;) {
      let next = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && isWorse(heap[child]!, heap[next]!)) next = child
      if (next === at) return
      ;[heap[at], heap[next]] = [heap[next]!, heap[at]!]
      at = next
    }
  }
  for (let item = 0; item < scores.length; item++) {
    if (heap.length === count && !isWorse(heap[0]!, item)) continue
    if (!isAllowed(item)) continue
    if (heap.length === count) {
      heap[0] = item
      sink()
      continue
    }
    heap.push(item)
    for (let at = heap.length - 1; at > 0 && isWorse(heap[at]!, heap[(at - 1) >> 1]!); at = (at - 1) >> 1)
      [heap[at], heap[(at - 1) >> 1]] = [heap[(at - 1) >> 1]!, heap[at]!]
  }
  return Int32Array.from(heap).sort((a, b) => (isWorse(a, b) ? 1 : -1))
}

// #region snippet gl-diverse-list | Re-rank a list so that its items say different things (maximal marginal relevance) | 重排推荐列表，使各项内容互不相同（最大边际相关性）
export const listLength = 20

/**
 * Carbonell & Goldstein 1998: one after another, the item of the largest (1 − λ)·relevance − λ·similarity to the most similar item chosen before;
 * what they call λ is 1 − λ here. Relevance is the score from the worst candidate, 0, to the best, 1.
 */
export function diversified(candidates: Int32Array, scores: Float32Array, bags: readonly Int32Array[], λ: number): Int32Array {
  if (λ === 0) return candidates.slice(0, listLength)
  const [high, low] = [scores[candidates[0] ?? 0]!, scores[candidates.at(-1) ?? 0]!]
  const left = Array.from(candidates, (item) => ({ item, relevance: high > low ? (scores[item]! - low) / (high - low) : 1, nearest: 0 }))
  const list: number[] = []
  while (list.length < listLength && left.length > 0) {
    const worth = left.map(({ relevance, nearest }) => (1 - λ) * relevance - λ * nearest)
    const [chosen] = left.splice(worth.indexOf(Math.max(...worth)), 1)
    list.push(chosen!.item)
    for (const other of left) other.nearest = Math.max(other.nearest, similarity(bags[chosen!.item]!, bags[other.item]!))
  }
  return Int32Array.from(list)
}

/** The cosine of two bags of words: words in common ÷ √(words of one · words of the other). */
export function similarity(a: Int32Array, b: Int32Array): number {
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) common++
    if (a[i]! <= b[j]!) i++
    else j++
  }
  return common === 0 ? 0 : common / Math.sqrt(a.length * b.length)
}
// #endregion

// --- Measures ------------------------------------------------------------------------------------------------------

/** Share of the held-out items that the list has. */
export function recall(list: Int32Array, held: ReadonlySet<number>): number {
  return list.reduce((hits, item) => hits + Number(held.has(item)), 0) / held.size
}

/** Hits count less further down, 1 ÷ log₂(1 + place), of what the best possible list would have. */
export function ndcg(list: Int32Array, held: ReadonlySet<number>): number {
  const gain = (place: number): number => 1 / Math.log2(place + 2)
  let [found, most] = [0, 0]
  list.forEach((item, place) => (found += held.has(item) ? gain(place) : 0))
  for (let place = 0; place < Math.min(held.size, listLength); place++) most += gain(place)
  return found / most
}

/** 1 − similarity, the mean over the pairs of a list that both have a text; undefined where there is none. */
export function distance(list: Int32Array, bags: readonly Int32Array[]): number | undefined {
  const described = [...list].filter((item) => bags[item]!.length > 0)
  let sum = 0
  described.forEach((a, i) => described.slice(i + 1).forEach((b) => (sum += 1 - similarity(bags[a]!, bags[b]!))))
  return described.length < 2 ? undefined : sum / ((described.length * (described.length - 1)) / 2)
}

/** What these lists are worth to users who went on to like the held-out items. */
export function measure(ranked: readonly Ranked[], held: readonly ReadonlySet<number>[], { bags, isCold }: Pick<Rules, 'bags' | 'isCold'>) {
  const each = ranked.map(({ list, coldList }, at) => {
    const cold = new Set([...held[at]!].filter(isCold))
    return {
      recall: recall(list, held[at]!),
      ndcg: ndcg(list, held[at]!),
      ...(cold.size > 0 && { cold: recall(list, cold), coldAlone: recall(coldList, cold) }),
      distance: distance(list, bags),
    }
  })
  /** Over the users of whom it can be said; 0 without any. */
  const mean = (name: 'recall' | 'ndcg' | 'cold' | 'coldAlone' | 'distance'): number => {
    const known = each.map((own) => own[name]).filter((value) => value !== undefined)
    return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
  }
  return {
    'recall@20': mean('recall'),
    'ndcg@20': mean('ndcg'),
    'coldRecall@20': mean('cold'),
    'coldAloneRecall@20': mean('coldAlone'),
    coverage: new Set(ranked.flatMap(({ list }) => [...list])).size / bags.length,
    distance: mean('distance'),
  }
}
