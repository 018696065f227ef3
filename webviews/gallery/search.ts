import { LANGUAGES, type GalleryEntry, type Language } from '../../protocol'

/**
 * Whether a direction is meant by what was typed: every word of it occurs somewhere in the direction's texts, in either language. Chinese is written
 * without blanks, so a word of it that occurs nowhere as a whole may occur in its parts: 图像注意力 finds what holds 图像 and 注意力.
 */
export function createMatcher(search: string): (entry: GalleryEntry) => boolean {
  const terms = folded(search).split(separators).filter(Boolean)
  return (entry) => {
    const text = searchable(entry)
    return terms.every((term) => text.includes(term) || (han.test(term) && partsOf(term).every((part) => text.includes(part))))
  }
}

/** Words that surely find something, each of another direction, in the reader's language where the keywords have one. */
export function examplesOf(entries: readonly GalleryEntry[], language: Language, count: number): string[] {
  const isOwn = (word: string): boolean => han.test(word) === (language === 'zh-cn')
  const words = entries.map(({ direction: { keywords } }) => keywords.find(isOwn) ?? keywords[0])
  const known = [...new Set(words.filter((word) => word !== undefined))]
  // Spread over the catalogue, so that each group has a part in them.
  return known.filter((_, i) => Math.floor((i * count) / known.length) !== Math.floor(((i - 1) * count) / known.length))
}

const separators = /[\s,，、;；:：/\-‐–—]+/u
const han = /\p{Script=Han}/u

/** Case, width and accents make no difference to a search. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

const known = new WeakMap<GalleryEntry, string>()
function searchable(entry: GalleryEntry): string {
  const { id, title, idea, keywords, papers, scaffolds } = entry.direction
  const texts =
    known.get(entry) ??
    folded([id, ...both(title), ...both(idea), ...keywords, ...papers.map((paper) => paper.title), ...scaffolds.flatMap((one) => both(one.title))].join('\n'))
  known.set(entry, texts)
  return texts
}

const both = (text: Readonly<Record<Language, string>>): string[] => LANGUAGES.map((language) => text[language])

function partsOf(term: string): string[] {
  return [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(term)].map(({ segment }) => segment)
}
