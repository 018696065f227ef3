import { COMPARISON_FORMATS, GradlabError, type ComparisonEvent, type ComparisonFormat, type Language } from '../../../protocol'
import { toLatex } from './latex'
import { toMarkdown } from './markdown'
import { toSvg } from './svg'

const renderers = { md: toMarkdown, tex: toLatex, svg: toSvg } as const satisfies Record<ComparisonFormat, unknown>

/** By the end of a file's name. */
export function exportFormatOf(file: string): ComparisonFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  return COMPARISON_FORMATS.find((format) => format === ending)
}

export function renderComparison(format: ComparisonFormat, result: ComparisonEvent, language: Language): string {
  return renderers[format](result, language)
}

/** A finished comparison as the text of a file of that name. */
export function exportComparison(file: string, result: ComparisonEvent, language: Language): string {
  const format = exportFormatOf(file)
  if (!format) throw new GradlabError('internal', { problem: `${file} has no format that a comparison is written in` })
  return renderComparison(format, result, language)
}
