import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Split } from 'gradlab'

/** What words are gathered into, smallest first. */
export type Unit = 'phrase' | 'sentence' | 'paragraph' | 'document'

/**
 * Documents as one table a level. Row m of a table lists the children of unit m: vocabulary numbers in the first table, rows of
 * the table before in the others; −1 is padding. A document is a row of the last table.
 */
export interface Documents {
  tables: tf.Tensor2D[]
  y: tf.Tensor1D
} // each [M, K], and [B] class number
export interface Texts extends Data<Documents> {
  vocabulary: number // V, with the unknown word, number 0
  classes: number // N
  shown: { batch: Documents; document: Segmented; label: string; units: readonly Unit[] }[] // for figures: the first validation document of each of two classes
}
export interface Segmented {
  words: string[]
  within: Record<Unit, number[]> // the number of the unit each word is in, counted from the document's start
}

/** Any labelled texts. @param units the levels to build tables for, the last of them `document` */
export async function texts(ctx: Context<{ readonly words: number; readonly vocabulary: number }>, units: readonly Unit[]): Promise<Texts> {
  const all = await ctx.dataset()
  const labels = checkedLabels(all)
  const { train, validation, test } = all.splits
  const trainTexts = all.strings('text', train)
  const rules = { words: ctx.hyper.words, lineIsSentence: hasSentencePerLine(trainTexts) }
  const read = (rows: Int32Array): Segmented[] => all.strings('text', rows).map((text) => segment(text, rules))
  const trainDocuments = trainTexts.map((text) => segment(text, rules))
  const numbers = numberWords(trainDocuments, ctx.hyper.vocabulary) // from the training split only

  const part = (rows: Int32Array, documents = read(rows)): Split<Documents> => ({
    size: rows.length,
    batch: (at) => ({
      tables: tablesOf(
        Array.from(at, (i) => documents[i]!),
        units,
        numbers,
      ).map(({ values, shape }) => tf.tensor2d(values, shape, 'int32')),
      y: all.tensor(
        'label',
        at.map((i) => rows[i]!),
      ) as tf.Tensor1D,
    }),
  })
  const probed = validation.slice(0, 300)
  const validating = part(validation)
  const classOf = Array.from(await all.tensor('label', validation).data())
  const shown = [0, 1].flatMap((label) => {
    const at = classOf.indexOf(label)
    return at < 0
      ? []
      : [{ batch: validating.batch(Int32Array.of(at), ctx) as Documents, document: read(validation.subarray(at, at + 1))[0]!, label: labels[label]!, units }]
  })
  return {
    vocabulary: numbers.size + 1,
    classes: labels.length,
    shown,
    train: part(train, trainDocuments),
    validation: validating,
    test: part(test),
    probe: {
      batch: await validating.batch(
        Int32Array.from(probed, (_, i) => i),
        ctx,
      ),
      points: Array.from(probed, (row) => all.point(row)),
    },
  }
}

// --- Segmentation --------------------------------------------------------------------------------------------------

interface Rules {
  words: number
  lineIsSentence: boolean
} // the most words of a document that are read

/** Paragraphs end at blank lines, sentences at a full stop and space, phrases at punctuation or, where long, before a conjunction. */
export function segment(text: string, rules: Rules): Segmented {
  const words: string[] = []
  const within: Segmented['within'] = { phrase: [], sentence: [], paragraph: [], document: [] }
  const count = { phrase: 0, sentence: 0, paragraph: 0 }
  for (const sentences of paragraphsOf(text, rules)) {
    for (const phrases of sentences) {
      for (const phrase of phrases) {
        for (const word of phrase.slice(0, rules.words - words.length)) {
          words.push(word)
          within.phrase.push(count.phrase)
          within.sentence.push(count.sentence)
          within.paragraph.push(count.paragraph)
          within.document.push(0)
        }
        count.phrase++
      }
      count.sentence++
    }
    count.paragraph++
  }
  if (words.length > 0) return { words, within }
  return { words: [''], within: { phrase: [0], sentence: [0], paragraph: [0], document: [0] } } // an empty text is one unknown word
}

/** Paragraphs of sentences of phrases of words; none is empty. */
function paragraphsOf(text: string, { lineIsSentence }: Rules): string[][][][] {
  const plain = text.replace(/\r\n?/g, '\n').replace(/<\/?[a-z!][^<>]*>|&#?\w+;/gi, ' ') // without HTML tags and entities
  const sentenceEnd = new RegExp(`(?<=[.!?…]["'”’)\\]]*)\\s+|(?<=[。！？])${lineIsSentence ? '|\\n' : ''}`)
  const phraseEnd = /[,;:]\s+|[()[\]{}"“”«»—–，、；：]+|\s-+\s/
  const sentencesOf = (paragraph: string): string[][][] => filled(paragraph.split(sentenceEnd).map(phrasesOf))
  const phrasesOf = (sentence: string): string[][] => sentence.split(phraseEnd).flatMap((phrase) => runsOf(wordsOf(phrase)))
  return filled(plain.split(/\n[>\s]*\n/).map(sentencesOf)) // a quoted blank line is one too
}
const filled = <T>(lists: T[][]): T[][] => lists.filter(({ length }) => length > 0)

/** Words in lower case, a Chinese character each a word, numbers as #, and the marks that carry feeling. */
function wordsOf(phrase: string): string[] {
  const found = phrase.toLowerCase().match(/\p{Script=Han}|(?:(?!\p{Script=Han})\p{L})+(?:['’]\p{L}+)*|\p{N}+(?:[.,:]\p{N}+)*|[!?$%]/gu) ?? []
  return found.map((word) => (/^\p{N}/u.test(word) ? '#' : word))
}

const conjunctions = new Set(['and', 'or', 'but', 'because', 'which', 'that', 'when', 'while', 'if', 'although', 'though', 'so', 'where', 'who'])
const shortest = 4 // words before a conjunction that make a phrase of their own
const longest = 12 // bounds the width of the first table

function runsOf(words: string[]): string[][] {
  const runs: string[][] = []
  let run: string[] = []
  for (const word of words) {
    if (run.length === longest || (run.length >= shortest && conjunctions.has(word))) runs.push((run = []))
    else if (runs.length === 0) runs.push(run)
    run.push(word)
  }
  return runs
}

/** Whether most lines end as sentences do. In wrapped text, as mail is, few do. */
export function hasSentencePerLine(texts: readonly string[]): boolean {
  const lines = texts.slice(0, 500).flatMap((text) => text.split('\n').filter((line) => line.trim() !== ''))
  return lines.filter((line) => /[.!?…。！？]["'”’)\]]*\s*$/.test(line)).length > 0.6 * lines.length
}

// --- Tables --------------------------------------------------------------------------------------------------------

/** The most frequent words, numbered from 1; ties in the order of first appearance. */
export function numberWords(documents: readonly Segmented[], most: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { words } of documents) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const frequent = [...counts].filter(([word]) => word !== '').sort(([, a], [, b]) => b - a)
  return new Map(frequent.slice(0, most - 1).map(([word], i) => [word, i + 1]))
}

/** A table a level. Children stand in reading order, so the words of the first table do too. */
export function tablesOf(
  documents: readonly Segmented[],
  units: readonly Unit[],
  numbers: ReadonlyMap<string, number>,
): { values: Int32Array; shape: [number, number] }[] {
  const levels: number[][][] = units.map(() => [])
  for (const { words, within } of documents) {
    words.forEach((word, i) => {
      let child = numbers.get(word) ?? 0
      for (const [level, unit] of units.entries()) {
        const begins = i === 0 || within[unit][i] !== within[unit][i - 1]
        if (begins) levels[level]!.push([])
        levels[level]!.at(-1)!.push(child)
        if (!begins) break // the unit is in the table of the next level already
        child = levels[level]!.length - 1
      }
    })
  }
  return levels.map((rows) => {
    const K = Math.max(...rows.map((children) => children.length))
    const values = new Int32Array(rows.length * K).fill(-1)
    rows.forEach((children, m) => values.set(children, m * K))
    return { values, shape: [rows.length, K] }
  })
}

function checkedLabels(all: Dataset): readonly string[] {
  const { text, label } = all.columns
  if (text?.dtype !== 'string' || !label?.labels) {
    const got = Object.entries(all.columns).map(([name, { dtype, labels }]) => `${name} (${dtype}${labels ? ', with class names' : ''})`)
    throw new Error(
      `This scaffold reads texts with a class each: columns text (string) and label (int32, with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data.`,
    )
  }
  return label.labels
}
