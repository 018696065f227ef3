import type { ComparisonEvent, Language } from '../../../protocol'
import { cellsOf } from './cells'
import { tableSentencesOf, titleOf } from './sentences'

export function toMarkdown(result: ComparisonEvent, language: Language): string {
  const { head, isNumber, rows } = cellsOf(result, language)
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`
  const rule = `| ${isNumber.map((number) => (number ? '--:' : ':--')).join(' | ')} |`
  const sentences = tableSentencesOf(result, language).map((sentence) => `- ${escape(sentence)}`)
  return `${['### ' + escape(titleOf(result, language)), '', line(head), rule, ...rows.map(line), '', ...sentences].join('\n')}\n`
}

/** A name of the user's is shown as it is, not as markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, '\\$&').replaceAll('\n', ' ')
}
