import type { ComparisonEvent, Language } from '../../../protocol'
import { besideSentences, comparisonSentence, equalSecondsSentence, multiplyAddsNote, sayComparisonIn } from '../../../protocol/texts/comparison'

/** What an export is about, in a line. */
export function titleOf({ experiment, metric, data }: ComparisonEvent, language: Language): string {
  return sayComparisonIn(language)('title', { experiment, metric, data })
}

/** What its numbers mean: each variant's verdict with its doubts, and how it stands at equal seconds and by the other metrics. */
export function sentencesOf(result: ComparisonEvent, language: Language): string[] {
  return Object.keys(result.differences).flatMap((variant) => {
    const equal = result.atEqualSeconds[variant]
    return [
      comparisonSentence(result, variant, language),
      ...(equal ? [equalSecondsSentence(equal, language)] : []),
      ...besideSentences(result, variant, language),
    ]
  })
}

/** Those, and why a table has a gap. */
export function tableSentencesOf(result: ComparisonEvent, language: Language): string[] {
  const note = multiplyAddsNote(result, language)
  return [...sentencesOf(result, language), ...(note === undefined ? [] : [note])]
}
