import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Split } from 'gradlab'

/** A row a like. */
export interface Likes {
  user: Int32Array // [B]
  item: Int32Array // [B]
  seen: readonly ReadonlySet<number>[] // by user, what was rated before: neither recommended nor taken for disliked
}
/** Likes of the training split, and no others: who liked what, and how a message along a like is scaled. */
export interface Graph {
  user: tf.Tensor1D // [E] int32
  item: tf.Tensor1D // [E] int32
  userScale: tf.Tensor2D // [U, 1], 1 ÷ √likes, 0 without
  itemScale: tf.Tensor2D // [I, 1]
  likes: tf.Tensor2D // [I, 1], how many each item has
}
/** The words of each item, one entry a word. A bag has length 1, so that the product of two is the cosine of their angle. */
export interface Bags {
  item: tf.Tensor1D // [M] int32
  word: tf.Tensor1D // [M] int32
  weight: tf.Tensor2D // [M, 1]
  hasText: tf.Tensor2D // [I, 1], 1 or 0
  of: readonly Int32Array[] // by item, its word numbers in rising order
  words: readonly string[] // [V]
}
export interface Ratings extends Data<Likes> {
  graph: Graph
  bags: Bags
  users: readonly string[] // names, [U]
  items: readonly string[] // [I]
  likes: Int32Array // [I], of the training split
}

/** Ratings with item texts. What is rated `like` or more counts as a like; lower ratings are only known as seen. */
export async function ratings(ctx: Context<{ readonly like: number; readonly vocabulary: number }>): Promise<Ratings> {
  const all = await ctx.dataset()
  const { users, items, texts } = checkedColumns(all)
  const { train, validation, test } = all.splits
  const [inTraining, inValidation, inTest] = await Promise.all([train, validation, test].map((rows) => read(all, rows, ctx.hyper.like)))
  const seen = seenBy(users.length, [inTraining!])
  const seenAtLast = seenBy(users.length, [inTraining!, inValidation!])
  const { graph, likes } = graphOf(inTraining!, users.length, items.length)
  const bags = bagsOf(texts, ctx.hyper.vocabulary)
  const probed = probedOf(likes, bags)
  return {
    graph,
    bags,
    users,
    items,
    likes,
    train: part(inTraining!, seen),
    validation: part(inValidation!, seen),
    test: part(inTest!, seenAtLast),
    probe: {
      batch: { user: new Int32Array(probed.length), item: probed, seen },
      points: Array.from(probed, (item) => ({ label: groupOf(bags, item), text: `${items[item]}${texts[item] ? `: ${texts[item]}` : ''}` })),
    },
  }
}

interface Read {
  user: Int32Array // of all rows
  item: Int32Array
  liked: Int32Array // the rows that are likes
}

async function read(all: Dataset, rows: Int32Array, like: number): Promise<Read> {
  const [user, item, rating] = await Promise.all(['user', 'item', 'rating'].map((column) => all.tensor(column, rows).data()))
  const liked = Int32Array.from(rows.keys()).filter((at) => rating![at]! >= like)
  if (rows.length === 0)
    throw new Error(`A split of "${all.id}" has no ratings: there are too few. Some users must have five or more, so that their last ones can be held out.`)
  if (liked.length === 0)
    throw new Error(
      `No rating of ${like} or more in one of the splits of "${all.id}", whose ratings there go up to ${Array.from(rating!).reduce((a, b) => Math.max(a, b))}. Say with --set like=… from which rating on it is a like.`,
    )
  return { user: user as Int32Array, item: item as Int32Array, liked }
}

function part({ user, item, liked }: Read, seen: Likes['seen']): Split<Likes> {
  return { size: liked.length, batch: (rows) => ({ user: rows.map((at) => user[liked[at]!]!), item: rows.map((at) => item[liked[at]!]!), seen }) }
}

function seenBy(users: number, parts: readonly Read[]): Set<number>[] {
  const seen = Array.from({ length: users }, () => new Set<number>())
  for (const { user, item } of parts) user.forEach((u, at) => seen[u]!.add(item[at]!))
  return seen
}

function graphOf({ user, item, liked }: Read, users: number, items: number): { graph: Graph; likes: Int32Array } {
  const [from, to] = [liked.map((at) => user[at]!), liked.map((at) => item[at]!)]
  const [ofUsers, ofItems] = [new Int32Array(users), new Int32Array(items)]
  from.forEach((u) => ofUsers[u]!++)
  to.forEach((i) => ofItems[i]!++)
  const column = (values: ArrayLike<number>): tf.Tensor2D => tf.tensor2d(Float32Array.from(values), [values.length, 1])
  const scale = (counts: Int32Array): tf.Tensor2D => column(Array.from(counts, (count) => (count === 0 ? 0 : 1 / Math.sqrt(count))))
  return {
    graph: { user: tf.tensor1d(from, 'int32'), item: tf.tensor1d(to, 'int32'), userScale: scale(ofUsers), itemScale: scale(ofItems), likes: column(ofItems) },
    likes: ofItems,
  }
}

// --- Texts ---------------------------------------------------------------------------------------------------------

/** Words that say nothing of what a thing is about. */
const empty = new Set('a an and as at by das de der des die du el en et for from in into la las le les los of on or the to und with'.split(' '))

/** Distinct words in lower case, a Chinese character each a word. */
function wordsOf(text: string): string[] {
  const found = text.toLowerCase().match(/\p{Script=Han}|(?:(?!\p{Script=Han})\p{L})+(?:['’-]\p{L}+)*|\p{N}+/gu) ?? []
  return [...new Set(found)].filter((word) => !empty.has(word))
}

/** The words of most items, of those that two or more have; ties in the order of first appearance. */
function bagsOf(texts: readonly string[], most: number): Bags {
  const words = texts.map(wordsOf)
  const counts = new Map<string, number>()
  for (const word of words.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  const known = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([word]) => word)
  const numbers = new Map(known.map((word, number) => [word, number]))
  const of = words.map((all) => Int32Array.from(all.flatMap((word) => numbers.get(word) ?? [])).sort())
  const entries = of.flatMap((bag, item) => Array.from(bag, (word) => ({ item, word, weight: 1 / Math.sqrt(bag.length) })))
  if (entries.length === 0) entries.push({ item: 0, word: 0, weight: 0 }) // no text at all: a word that weighs nothing
  return {
    item: tf.tensor1d(
      entries.map(({ item }) => item),
      'int32',
    ),
    word: tf.tensor1d(
      entries.map(({ word }) => word),
      'int32',
    ),
    weight: tf.tensor2d(
      entries.map(({ weight }) => weight),
      [entries.length, 1],
    ),
    hasText: tf.tensor2d(
      of.map((bag) => Math.sign(bag.length)),
      [of.length, 1],
    ),
    of,
    words: known.length > 0 ? known : [''],
  }
}

const groups = 8

/** The rarest of an item's words among those that most items have: of films a genre. */
export function groupOf({ of, words }: Bags, item: number): string {
  const known = of[item]!.filter((word) => word < groups)
  return known.length === 0 ? 'other' : words[known.at(-1)!]!
}

const mostProbed = 300

/** Items with a text, from the most liked to those that nobody has liked yet. */
function probedOf(likes: Int32Array, { of }: Bags): Int32Array {
  const described = Int32Array.from(likes.keys()).filter((item) => of[item]!.length > 0)
  const from = (described.length > 0 ? described : Int32Array.from(likes.keys())).sort((a, b) => likes[b]! - likes[a]! || a - b)
  const count = Math.min(mostProbed, from.length)
  return Int32Array.from({ length: count }, (_, i) => from[Math.floor((i * from.length) / count)]!)
}

function checkedColumns(all: Dataset): { users: readonly string[]; items: readonly string[]; texts: readonly string[] } {
  const { user, item, rating } = all.columns
  if (!user?.labels || !item?.labels || !rating) {
    const got = Object.entries(all.columns).map(([name, { dtype, labels }]) => `${name} (${dtype}${labels ? ', with names' : ''})`)
    throw new Error(
      `This scaffold reads ratings: columns user and item (with names) and rating. "${all.id}" has ${got.join(', ')}. Choose another set with --data, for example a folder of ratings.csv and items.csv.`,
    )
  }
  return { users: user.labels, items: item.labels, texts: item.texts ?? item.labels.map(() => '') }
}
