import type { ComparisonEvent, Language } from '../../../protocol'
import { cellsOf } from './cells'
import { tableSentencesOf, titleOf } from './sentences'

/** A table float for a document with booktabs; Chinese text needs a class such as ctexart. */
export function toLatex(result: ComparisonEvent, language: Language): string {
  const { head, isNumber, rows } = cellsOf(result, language)
  const line = (cells: readonly string[]): string => `    ${cells.map(escape).join(' & ')} \\\\`
  const caption = [
    `${titleOf(result, language)}${language === 'en' ? '. ' : '。'}`,
    tableSentencesOf(result, language).join(language === 'en' ? ' ' : ''),
  ].join('')
  return `${[
    '% \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\begin{tabular}{${isNumber.map((number) => (number ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(head),
    '    \\midrule',
    ...rows.map(line),
    '    \\bottomrule',
    '  \\end{tabular}',
    `  \\caption{${escape(caption)}}`,
    '\\end{table}',
  ].join('\n')}\n`
}

/** Every character that TeX reads as more than itself, or prints as another in its default encoding. */
function escape(text: string): string {
  return text
    .replace(/[\\{}&%$#_~^<>|]/g, (character) => named[character] ?? `\\${character}`)
    .replaceAll('−', '$-$')
    .replaceAll('≥', '$\\ge$')
    .replaceAll('≤', '$\\le$')
    .replaceAll('≷', '$\\stackrel{>}{<}$') // the one sign for it needs amssymb
    .replaceAll('…', '\\dots{}')
    .replaceAll('–', '--')
    .replaceAll('\n', ' ')
}
const named: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
}
