// Ratings of stories: made up, so that the graph scaffold trains without a download. Part of the likes can be told from a title, part only from what others
// like, and new stories come out all the time. The same bytes each time.
import { fixedOrder } from '../../sidecar/data/splits'

const users = 300
const stories = 500
const old = 250 // stories that are there from the beginning; the others come out one after another
const [fewest, most] = [20, 60] // ratings of a user
const styles = 3 // ways of telling, which no title names

/** @type {Record<string, string>} */
const subjects = {
  sea: 'harbour island lighthouse tide sailor whale storm reef anchor pearl lagoon captain',
  space: 'orbit comet rocket planet star moon signal station galaxy meteor pilot airlock',
  crime: 'detective alibi theft clue witness vault forgery ransom suspect verdict poison ledger',
  garden: 'orchard rose seed beehive meadow fern willow harvest greenhouse ivy apple thistle',
  music: 'violin chorus sonata drum ballad opera piano rhythm echo concert flute singer',
  history: 'empire siege crown castle knight treaty temple emperor scroll ruin legion chronicle',
  kitchen: 'bakery saffron recipe honey feast oven pepper banquet cinnamon chef soup bread',
  machines: 'engine robot clockwork circuit factory gear automaton piston inventor blueprint lever turbine',
}
const names = Object.keys(subjects)

/** @returns {{ 'ratings.csv.gz': Buffer, 'items.csv.gz': Buffer }} */
export function ratings() {
  const catalogue = Array.from({ length: stories }, (_, i) => story(i))
  const lines = Array.from({ length: users }, (_, u) => linesOf(u, catalogue)).flat()
  const order = fixedOrder(lines.length) // as a log would have it, not by user
  return {
    'ratings.csv.gz': csv(
      'user,item,rating,timestamp',
      Array.from(order, (at) => lines[at] ?? ''),
    ),
    'items.csv.gz': csv(
      'item,title,subjects',
      catalogue.map(({ id, title, about }) => `${id},${title},${about.map((subject) => names[subject]).join('|')}`),
    ),
  }
}

/** @typedef {{ id: string, title: string, about: number[], style: number[], quality: number, known: number, from: number }} Story */

/** @param {number} index @returns {Story} */
function story(index) {
  const first = below(names.length)
  const about = next() < 0.3 ? [first, (first + 1 + below(names.length - 1)) % names.length] : [first]
  const [one, other] = [wordOf(about[0] ?? 0), wordOf(about.at(-1) ?? 0)]
  return {
    id: `s${String(index + 1).padStart(3, '0')}`,
    title: one === other ? `The ${one}` : `The ${one} and the ${other}`,
    about,
    style: normals(styles),
    quality: 0.4 * normal(),
    known: Math.exp(0.8 * normal()), // how often it is come across
    from: index < old ? 0 : (index - old) / (stories - old),
  }
}

/** What one user reads, in order of time, and thinks of it. @param {number} user @param {Story[]} catalogue */
function linesOf(user, catalogue) {
  const [subject, style] = [normals(names.length), normals(styles)]
  /** @param {Story} story */
  const likes = ({ about, style: told }) =>
    about.reduce((sum, each) => sum + (subject[each] ?? 0), 0) / about.length + 0.6 * told.reduce((sum, part, i) => sum + part * (style[i] ?? 0), 0)
  const joined = 0.7 * next()
  const count = fewest + below(most - fewest + 1)
  const times = Array.from({ length: count }, () => joined + (1 - joined) * next()).sort()
  const unread = new Set(catalogue)
  return times.map((time) => {
    const offered = [...unread].filter(({ from }) => from <= time)
    const story = drawn(offered, (each) => each.known * Math.exp(0.7 * likes(each)))
    unread.delete(story)
    const rating = Math.min(5, Math.max(1, Math.round(2.9 + 0.6 * likes(story) + story.quality + 0.5 * normal())))
    return `r${String(user + 1).padStart(3, '0')},${story.id},${rating},${Math.round(time * 1e6)}`
  })
}

/** @param {Story[]} from @param {(story: Story) => number} weightOf */
function drawn(from, weightOf) {
  const weights = from.map(weightOf)
  let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
  const at = weights.findIndex((weight) => (left -= weight) <= 0)
  return /** @type {Story} */ (from.at(at))
}

let state = 0x72617465 // mulberry32 (T. Ettinger), as in sidecar/data/splits.ts

/** In [0, 1). */
function next() {
  state = (state + 0x6d2b79f5) | 0
  let bits = Math.imul(state ^ (state >>> 15), state | 1)
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
  return ((bits ^ (bits >>> 14)) >>> 0) / 0x100000000
}
/** @param {number} limit */
function below(limit) {
  return Math.floor(next() * limit)
}
function normal() {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
/** @param {number} length */
function normals(length) {
  return Array.from({ length }, normal)
}
/** @param {number} subject */
function wordOf(subject) {
  const words = (subjects[names[subject] ?? ''] ?? '').split(' ')
  return words[below(words.length)] ?? ''
}

/** @param {string} header @param {string[]} lines */
function csv(header, lines) {
  return Buffer.from(`${[header, ...lines].join('\n')}\n`)
}
