import { stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { GradlabError, type Translated } from '../../protocol'
import { hasClips, readClipFolder } from './readers/clips'
import { filesByClass, list, partOf } from './readers/folders'
import { readIdx, type IdxPart } from './readers/idx'
import { pictureEndings, readImageFolder } from './readers/images'
import { readOwnCsv } from './readers/ownCsv'
import { readRatings, type RatingFiles } from './readers/ratings'
import type { CsvPart } from './readers/csv'
import { hasCode, problemOf, type Rows } from './readers/rows'
import { readCharacters, readLines, readTextFolder } from './readers/text'
import { readWaves } from './readers/wav'
import { splitRows, type SplitRule } from './splits'
import { createTable, itemsOf, rowCount, type Table } from './table'

/** One's own data and, in words, how it was understood. */
export interface Own {
  readonly table: Table
  readonly found: Translated
}

/**
 * A folder of images, texts, sounds, or clips as folders of frames (classes are sub-folders; train/ and test/ above them are kept apart), a CSV file or a folder
 * of train.csv and test.csv, a folder of ratings.csv and items.csv, idx files, or a text file: one run of characters, or where it is named *.lines.txt
 * a document a line.
 * @throws GradlabError data/…, also where a split would have no rows, or all rows are of one class
 */
export async function openOwn(path: string, cache?: string): Promise<Own> {
  const full = resolve(path)
  const { rows, found, rule = ruleOf(rows) } = (await isFolder(full)) ? await readFolder(full, cache) : await readFile(full)
  const size = rowCount(rows.columns)
  const splits = splitRows(rows, size, rule)
  const [train, validation, test] = [splits.train.length, splits.validation.length, splits.test.length]
  if (Math.min(train, validation, test) === 0) throw new GradlabError('data/too-few', { path: full, size, train, validation, test })
  const [only, second] = labelsOf(rows, 'label')
  if (only !== undefined && second === undefined) throw new GradlabError('data/one-class', { path: full, size, label: only })
  return { table: createTable({ id: path, generated: false, columns: rows.columns, splits, soundRateHz: rows.soundRateHz }), found }
}

/** What is divided already stays so, else rows are drawn. */
function ruleOf({ parts }: Rows): SplitRule {
  const isDivided = parts?.includes('test') && parts.includes('train')
  return isDivided ? { kind: 'published', validation: 0.1 } : { kind: 'shuffled', validation: 0.1, test: 0.1 }
}

interface Found {
  readonly rows: Rows
  readonly found: Translated
  readonly rule?: SplitRule
}

const LARGEST_SIDE = 128 // pixels: what trains on a laptop; larger images are made smaller
const LARGEST_FRAME = 64 // pixels a side, and
const MOST_FRAMES = 32 // of a clip: a thousand clips in colour are 400 MB
const LONGEST_SECONDS = 4
const LEAST_CHARACTERS = 20 // so that a tenth is a character and one that follows it
const endings = { images: pictureEndings, texts: ['.txt', '.text', '.md'], sounds: ['.wav'] } as const
const IDX = /idx|ubyte/i

async function readFile(file: string): Promise<Found> {
  const [folder, name] = [dirname(file), basename(file)]
  switch (extname(name).toLowerCase()) {
    case '.csv':
    case '.tsv':
      return csv(folder, [{ file: name }])
    case '.txt':
    case '.text':
    case '.md':
      return name.includes('.lines.') ? lines(file) : characters(file)
  }
  const pairs = IDX.test(name) ? idxPairs((await list(folder)).files).filter(({ images, labels }) => images === name || labels === name) : []
  if (pairs.length === 0) throw new GradlabError('data/kind', { path: file })
  return idx(folder, pairs)
}

async function readFolder(folder: string, cache: string | undefined): Promise<Found> {
  const { files } = await list(folder)
  const pairs = idxPairs(files)
  if (pairs.length > 0) return idx(folder, pairs)
  const rated = ratingFiles(files)
  if (rated) return ratings(folder, rated)
  if (await hasClips(folder)) return clips(folder, cache)
  const tables = csvParts(files)
  const counts = await Promise.all([endings.images, tables.length > 0 ? [] : endings.texts, endings.sounds].map((each) => countFiles(folder, each))) // a README beside a table is no data
  const most = Math.max(...counts)
  if (most === 0 && tables.length > 0) return csv(folder, tables)
  if (most === 0) throw new GradlabError('data/kind', { path: folder })
  switch (counts.indexOf(most)) {
    case 0:
      return images(folder, cache)
    case 1:
      return texts(folder)
    default:
      return sounds(folder)
  }
}

async function images(folder: string, cache: string | undefined): Promise<Found> {
  const { rows, resized } = await readImageFolder(folder, { largestSide: LARGEST_SIDE, cache })
  const [height, width, channels] = rows.columns['image']!.shape
  const size = `${height} × ${width}`
  return {
    rows,
    found: {
      en: `${count(rows)} images${inClasses(rows)}, ${channels === 3 ? 'colour' : 'grey'}, ${size}${resized > 0 ? ` (${resized} had another size and were resized)` : ''}`,
      'zh-cn': `${count(rows)} 张图像${inClassesZh(rows)}，${channels === 3 ? '彩色' : '灰度'}，${size}${resized > 0 ? `（其中 ${resized} 张尺寸不同，已缩放）` : ''}`,
    },
  }
}

async function clips(folder: string, cache: string | undefined): Promise<Found> {
  const { rows, fewest, most, thinned } = await readClipFolder(folder, { largestSide: LARGEST_FRAME, mostFrames: MOST_FRAMES, isLabelled: true, cache })
  const [, height, width, channels] = rows.columns['video']!.shape
  const frames = fewest === most ? String(most) : `${fewest} … ${most}`
  return {
    rows,
    found: {
      en: `${count(rows)} clips${inClasses(rows)}, ${channels === 3 ? 'colour' : 'grey'}, ${height} × ${width}, ${frames} frames${thinned > 0 ? ` (${thinned} had more: ${MOST_FRAMES} taken evenly)` : ''}`,
      'zh-cn': `${count(rows)} 段视频${inClassesZh(rows)}，${channels === 3 ? '彩色' : '灰度'}，${height} × ${width}，${frames} 帧${thinned > 0 ? `（其中 ${thinned} 段更长，均匀取 ${MOST_FRAMES} 帧）` : ''}`,
    },
  }
}

async function texts(folder: string): Promise<Found> {
  const rows = await readTextFolder(folder)
  return { rows, found: { en: `${count(rows)} texts${inClasses(rows)}`, 'zh-cn': `${count(rows)} 篇文本${inClassesZh(rows)}` } }
}

async function sounds(folder: string): Promise<Found> {
  const rows = await readWaves(folder, { longestSeconds: LONGEST_SECONDS })
  const seconds = (itemsOf(rows.columns['sound']!.shape) / (rows.soundRateHz ?? 1)).toFixed(2)
  return {
    rows,
    found: {
      en: `${count(rows)} sounds${inClasses(rows)}, ${rows.soundRateHz} Hz, padded or cut to ${seconds} s`,
      'zh-cn': `${count(rows)} 段声音${inClassesZh(rows)}，${rows.soundRateHz} Hz，补齐或截断为 ${seconds} 秒`,
    },
  }
}

async function csv(folder: string, parts: readonly CsvPart[]): Promise<Found> {
  const { rows, label, features, texts: words, categories } = await readOwnCsv(folder, parts)
  const kept = [...words, ...categories].join(', ')
  return {
    rows,
    found: {
      en: `${count(rows)} rows; label: ${label}; ${features.length} numbers (features)${kept && `; other columns: ${kept}`}`,
      'zh-cn': `${count(rows)} 行；标签列：${label}；${features.length} 个数值列（features）${kept && `；其他列：${kept}`}`,
    },
  }
}

async function ratings(folder: string, files: RatingFiles): Promise<Found> {
  const { rows, repeated, withoutText, inOrderOfTime } = await readRatings(folder, files)
  const [users, items] = ['user', 'item'].map((name) => labelsOf(rows, name).length)
  return {
    rows,
    rule: { kind: 'published', validation: 0.1 }, // by user, where one has enough of them
    found: {
      en: `${count(rows)} ratings of ${items} items by ${users} users, ${inOrderOfTime ? 'in order of time' : 'in the order of the file, which names no timestamp'}; items without a text: ${withoutText}${repeated > 0 ? `; ${repeated} were replaced by a later one of the same user and item` : ''}`,
      'zh-cn': `${users} 位用户对 ${items} 个物品的 ${count(rows)} 条评分，${inOrderOfTime ? '按时间排序' : '无时间戳，按文件顺序'}；没有文字的物品：${withoutText}${repeated > 0 ? `；${repeated} 条被同一用户对同一物品的较晚评分取代` : ''}`,
    },
  }
}

async function idx(folder: string, pairs: readonly IdxPart[]): Promise<Found> {
  const rows = await readIdx(folder, pairs)
  const size = rows.columns['image']!.shape.slice(0, 2).join(' × ')
  return { rows, found: { en: `${count(rows)} images${inClasses(rows)}, ${size} (idx)`, 'zh-cn': `${count(rows)} 张图像${inClassesZh(rows)}，${size}（idx）` } }
}

async function characters(file: string): Promise<Found> {
  const rows = await readCharacters(file, LEAST_CHARACTERS)
  const column = rows.columns['character']
  const distinct = column?.dtype === 'int32' ? column.labels?.length : 0
  return {
    rows,
    rule: { kind: 'contiguous', validation: 0.1, test: 0.1 },
    found: { en: `one text of ${count(rows)} characters, ${distinct} distinct`, 'zh-cn': `一篇 ${count(rows)} 个字符的文本，${distinct} 种字符` },
  }
}

async function lines(file: string): Promise<Found> {
  const rows = await readLines(file)
  return { rows, found: { en: `${count(rows)} texts, one a line`, 'zh-cn': `${count(rows)} 篇文本，每行一篇` } }
}

/** `x-images-idx3-ubyte` goes with `x-labels-idx1-ubyte`, zipped or not. */
function idxPairs(files: readonly string[]): IdxPart[] {
  return files
    .filter((name) => IDX.test(name) && name.includes('images'))
    .flatMap((images) => {
      const stem = images.replace('images', 'labels').replace('idx3', 'idx1').replace(/\.gz$/, '')
      const labels = [stem, `${stem}.gz`].find((name) => files.includes(name))
      const part = partOf(images)
      return labels === undefined ? [] : [{ images, labels, ...(part && { part }) }]
    })
}

/** What lies beside a ratings.csv, which may lie alone. */
function ratingFiles(files: readonly string[]): RatingFiles | undefined {
  const find = (...stems: string[]): string | undefined => files.find((name) => /\.[ct]sv$/i.test(name) && stems.includes(name.slice(0, -4).toLowerCase()))
  const [rated, items, tags] = [find('ratings'), find('items', 'movies'), find('tags')]
  return rated === undefined ? undefined : { ratings: rated, ...(items && { items }), ...(tags && { tags }) }
}

/** The one CSV file of a folder, or those named after splits. */
function csvParts(files: readonly string[]): CsvPart[] {
  const tables = files.filter((name) => ['.csv', '.tsv'].includes(extname(name).toLowerCase()))
  if (tables.length === 1) return [{ file: tables[0]! }]
  const parts = tables.flatMap((file) => {
    const part = partOf(file)
    return part ? [{ file, part }] : []
  })
  const order = ['train', 'validation', 'test']
  return parts.some(({ part }) => part === 'train') ? parts.sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part)) : []
}

async function countFiles(folder: string, wanted: readonly string[]): Promise<number> {
  try {
    return (await filesByClass(folder, wanted)).length
  } catch (thrown) {
    if (thrown instanceof GradlabError && thrown.code === 'data/format') return 0
    throw thrown
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) throw new GradlabError('data/path', { path }, { cause })
    throw new GradlabError('data/unreadable', { file: path, problem: problemOf(cause) }, { cause })
  }
}

function count(rows: Rows): string {
  return rowCount(rows.columns).toLocaleString('en')
}

function classCount(rows: Rows): number | undefined {
  return rows.columns['label'] && labelsOf(rows, 'label').length
}

function labelsOf({ columns }: Rows, name: string): readonly string[] {
  const column = columns[name]
  return (column?.dtype === 'int32' && column.labels) || []
}

function inClasses(rows: Rows): string {
  const classes = classCount(rows)
  return classes === undefined ? '' : ` in ${classes} classes`
}

function inClassesZh(rows: Rows): string {
  const classes = classCount(rows)
  return classes === undefined ? '' : `，${classes} 类`
}
