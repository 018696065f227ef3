import * as tf from '@tensorflow/tfjs'
import type { Context, Figure, Split } from 'gradlab'
import type { Likes, Ratings } from './data'
import { heldOut, rulesOf, type Hyper, type Layers, type Network } from './model'
import { distance, measure, rank, type Ranked, type Rules } from './ranking'

const shown = 3 // users whose lists are shown
const measured = 200 // users that the weights of the re-ranking are tried on
const weights = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1]
const likesShown = [0, 1, 2, 3, 5, 8, 12, 20, 50, 100, 200, 500]

/** What validation users are recommended, what diversity costs, whom the gate believes, and which layer speaks. */
export async function recommenderFigures(network: Network, data: Ratings, validation: Split<Likes>, ctx: Context<Hyper>): Promise<Figure[]> {
  const { who, held, seen } = await heldOut(validation, ctx)
  const layers = network.read()
  const { users, items } = network.final(layers)
  const rules = rulesOf(data, ctx.hyper, seen)
  const some = who.slice(0, measured)
  const tried: Ranked[][] = []
  for (const diversity of weights) tried.push(await rank(some, users, items, { ...rules, diversity }))
  const measures = tried.map((ranked) => measure(ranked, held.slice(0, measured), rules))
  const series = (name: keyof (typeof measures)[number]): number[] => measures.map((own) => own[name])
  const first = who.slice(0, shown)
  const [plain, diverse] = [await rank(first, users, items, { ...rules, diversity: 0 }), await rank(first, users, items, rules)]
  return [
    ...Array.from(first, (user, at) => listOf(user, at, data, plain[at]!.list, diverse[at]!.list, held[at]!, rules)),
    {
      kind: 'line',
      name: 'accuracy against diversity over the weight of the re-ranking (validation)',
      x: weights,
      series: { 'recall@20': series('recall@20'), distance: series('distance'), coverage: series('coverage') },
    },
    ...(await gateOf(network, data)),
    { kind: 'bars', name: 'share of each layer in the scores of what is recommended', values: await shareOfLayers(layers, users, some, tried[0]!) },
  ]
}

/** A user's list by score and as re-ranked; ✓ is what the user went on to like. */
function listOf(
  user: number,
  at: number,
  data: Ratings,
  plain: Int32Array,
  diverse: Int32Array,
  held: ReadonlySet<number>,
  { bags }: Pick<Rules, 'bags'>,
): Figure {
  const nameOf = (item: number | undefined): string => (item === undefined ? '' : `${data.items[item]}${held.has(item) ? ' ✓' : ''}`)
  const far = (list: Int32Array): string => distance(list, bags)?.toFixed(3) ?? '–'
  return {
    kind: 'table',
    name: `recommended to user ${at + 1} of ${shown} of the validation split`,
    columns: [`user ${data.users[user]}`, 'by score', 'diversified'],
    rows: [['distance', far(plain), far(diverse)], ...Array.from(plain, (item, place): string[] => [String(place + 1), nameOf(item), nameOf(diverse[place])])],
  }
}

/** Where there is a gate: the share that an item's text has, by how many likes the item has. */
async function gateOf({ entry }: Network, { likes }: Ratings): Promise<Figure[]> {
  if (!entry.gate) return []
  const most = likes.reduce((a, b) => Math.max(a, b), 0)
  const x = likesShown.filter((count) => count <= most)
  const open = await entry.gate(tf.tensor2d(x, [x.length, 1])).data()
  const upTo = (count: number): number => likes.reduce((sum, own) => sum + Number(own <= count), 0) / likes.length
  return [
    {
      kind: 'line',
      name: 'gate: share of the text, by likes of the item',
      x,
      series: { 'share of the text': [...open], 'items with as many or fewer': x.map(upTo) },
    },
  ]
}

/** A score is a sum over the layers of the item, each times the user's mean; their parts of all scores in the lists. */
export async function shareOfLayers({ items }: Layers, users: tf.Tensor2D, who: Int32Array, ranked: readonly Ranked[]): Promise<Record<string, number>> {
  const pairs = ranked.flatMap(({ list }, at) => Array.from(list, (item) => ({ user: who[at]!, item })))
  const of = users.gather(
    tf.tensor1d(
      pairs.map(({ user }) => user),
      'int32',
    ),
  )
  const at = tf.tensor1d(
    pairs.map(({ item }) => item),
    'int32',
  )
  const sums = Array.from(await tf.stack(items.map((layer) => of.mul(layer.gather(at)).sum())).data())
  const all = sums.reduce((sum, part) => sum + part, 0)
  return Object.fromEntries(sums.map((part, k) => [`layer ${k}`, all === 0 ? 0 : part / all]))
}
