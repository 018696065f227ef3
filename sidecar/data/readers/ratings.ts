import { join } from 'node:path'
import { fixedOrder } from '../splits'
import type { Splits } from '../table'
import { numberAt, placeOf, readCells, type Cells } from './csv'
import { isNumber, malformed, orderedClasses, type Rows } from './rows'

/** CSV files with a header: who rated what and how, what is said of the items, and what users said of them. */
export interface RatingFiles {
  readonly ratings: string // user, item, rating, and where it is known timestamp
  readonly items?: string // item, and texts
  readonly tags?: string // user, item, tag, timestamp
}
export interface Ratings {
  readonly rows: Rows
  readonly repeated: number // ratings that a later one of the same user and item replaced
  readonly withoutText: number // items
  readonly inOrderOfTime: boolean // else in the order of the file
}

/**
 * A row a rating; the texts of the column `item` hold what is known of each item, rated or not. Each user's last ratings are for testing, those before
 * them for validation. A tag is part of its item's text only where its writer wrote it before their own held-out ratings, and of none of those items: a
 * word that one person uses would else tell what they watched next.
 */
export async function readRatings(folder: string, files: RatingFiles): Promise<Ratings> {
  const cells = await readCells(join(folder, files.ratings), true)
  const { lines, repeated, inOrderOfTime } = ratingsIn(cells)
  if (lines.length === 0) throw malformed(cells.file, 'CSV', '≥ 1 line', '0')
  const catalogue = files.items === undefined ? new Map<string, Item>() : itemsIn(await readCells(join(folder, files.items), true))
  const users = orderedClasses(lines.map(({ user }) => user))
  const items = orderedClasses([...lines.map(({ item }) => item), ...catalogue.keys()])
  const parts = partsOf(lines)
  const tags = files.tags === undefined ? new Map<string, string[]>() : tagsIn(await readCells(join(folder, files.tags), true), heldOut(lines, parts))
  const numbers = (labels: readonly string[]) => new Map(labels.map((label, index) => [label, index]))
  const [userNumbers, itemNumbers] = [numbers(users), numbers(items)]
  const texts = items.map((item) => [...(catalogue.get(item)?.texts ?? []), ...(tags.get(item) ?? [])].join('; '))
  return {
    rows: {
      columns: {
        user: { dtype: 'int32', shape: [], values: Int32Array.from(lines, ({ user }) => userNumbers.get(user)!), labels: users },
        item: {
          dtype: 'int32',
          shape: [],
          values: Int32Array.from(lines, ({ item }) => itemNumbers.get(item)!),
          labels: items.map((item) => catalogue.get(item)?.name ?? item),
          texts,
        },
        rating: { dtype: 'float32', shape: [], values: Float32Array.from(lines, ({ rating }) => rating), scale: 1 },
      },
      parts,
    },
    repeated,
    withoutText: texts.filter((text) => text === '').length,
    inOrderOfTime,
  }
}

const names = {
  user: ['user', 'userid', 'user_id'],
  item: ['item', 'itemid', 'item_id', 'movieid', 'movie_id'],
  rating: ['rating', 'score', 'stars'],
  time: ['timestamp', 'time', 'date'],
  name: ['title', 'name'],
  tag: ['tag'],
} as const
const shares = { test: 0.2, validation: 0.1 } // of each user's ratings
const fewest = 5 // of which one is for testing and one for validation

interface Line {
  readonly user: string
  readonly item: string
  readonly rating: number
  readonly time: number
}
interface Item {
  readonly name: string
  readonly texts: readonly string[]
}

/** In order of time; what is of one time, in one fixed shuffled order, since a file is often sorted by item. */
function ratingsIn(cells: Cells): Pick<Ratings, 'repeated' | 'inOrderOfTime'> & { lines: readonly Line[] } {
  const [user, item, rating] = [fieldOf(cells, 'user'), fieldOf(cells, 'item'), fieldOf(cells, 'rating')]
  const time = findField(cells, names.time)
  const order = fixedOrder(cells.lines.length)
  const all = cells.lines.map((_, at) => ({
    user: named(cells, at, user),
    item: named(cells, at, item),
    rating: numberAt(cells, at, rating),
    time: time === -1 ? at : timeAt(cells, at, time),
    tie: order[at]!,
  }))
  all.sort((a, b) => a.time - b.time || a.tie - b.tie)
  const last = new Map(all.map((line) => [pair(line), line]))
  const lines = all.filter((line) => last.get(pair(line)) === line)
  return { lines, repeated: all.length - lines.length, inOrderOfTime: time !== -1 }
}

function itemsIn(cells: Cells): Map<string, Item> {
  const item = fieldOf(cells, 'item')
  const name = findField(cells, names.name)
  const found = new Map<string, Item>()
  cells.lines.forEach((line, at) => {
    const id = named(cells, at, item)
    if (found.has(id)) throw malformed(placeOf(cells, at, item), 'CSV', 'each item once', `"${id}"`)
    const texts = line.filter((text, field) => field !== item && text !== '').map((text) => text.replaceAll('|', ', '))
    found.set(id, { name: (name !== -1 && line[name]) || id, texts })
  })
  return found
}

/** The tags of each item that may be known while training. */
function tagsIn(cells: Cells, { pairs, begins }: HeldOut): Map<string, string[]> {
  const [user, item, tag, time] = [fieldOf(cells, 'user'), fieldOf(cells, 'item'), fieldOf(cells, 'tag'), fieldOf(cells, 'time')]
  const found = new Map<string, Set<string>>()
  cells.lines.forEach((line, at) => {
    const own = { user: named(cells, at, user), item: named(cells, at, item) }
    if (pairs.has(pair(own)) || timeAt(cells, at, time) >= (begins.get(own.user) ?? Infinity)) return
    found.set(own.item, (found.get(own.item) ?? new Set()).add(line[tag]!.toLowerCase()))
  })
  return new Map([...found].map(([id, tags]) => [id, [...tags]]))
}

/** Each user's lines, which are in order of time, divided. Who rated fewer than `fewest` has none held out. */
function partsOf(lines: readonly Line[]): (keyof Splits)[] {
  const counts = new Map<string, number>()
  for (const { user } of lines) counts.set(user, (counts.get(user) ?? 0) + 1)
  const seen = new Map<string, number>()
  return lines.map(({ user }) => {
    const [all, at] = [counts.get(user)!, seen.get(user) ?? 0]
    seen.set(user, at + 1)
    const test = all - Math.floor(shares.test * all)
    const validation = all < fewest ? test : test - Math.max(1, Math.floor(shares.validation * all))
    return at >= test ? 'test' : at >= validation ? 'validation' : 'train'
  })
}

interface HeldOut {
  readonly pairs: ReadonlySet<string>
  readonly begins: ReadonlyMap<string, number> // by user, the time of the first
}

function heldOut(lines: readonly Line[], parts: readonly (keyof Splits)[]): HeldOut {
  const held = lines.filter((_, at) => parts[at] !== 'train')
  const begins = new Map<string, number>()
  for (const { user, time } of held) begins.set(user, Math.min(time, begins.get(user) ?? Infinity))
  return { pairs: new Set(held.map(pair)), begins }
}

const pair = ({ user, item }: { user: string; item: string }): string => `${user}\0${item}`

function findField({ header }: Cells, known: readonly string[]): number {
  const lower = (header ?? []).map((name) => name.toLowerCase())
  return known.map((name) => lower.indexOf(name)).find((field) => field !== -1) ?? -1
}

/** @throws GradlabError data/format naming the columns that there are */
function fieldOf(cells: Cells, name: keyof typeof names): number {
  const field = findField(cells, names[name])
  if (field === -1) throw malformed(`${cells.file}:1`, 'CSV', names[name].join(' | '), (cells.header ?? []).join(', '))
  return field
}

function named(cells: Cells, line: number, field: number): string {
  const text = cells.lines[line]![field]!
  if (text === '') throw malformed(placeOf(cells, line, field), 'CSV', cells.header![field]!, '""')
  return text
}

/** A number in any unit, or a date as ISO 8601 has it. */
function timeAt(cells: Cells, line: number, field: number): number {
  const text = cells.lines[line]![field]!
  const time = isNumber(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(time)) throw malformed(placeOf(cells, line, field), 'CSV', '1480000000, 2016-11-24T15:06:40Z', `"${text}"`)
  return time
}
