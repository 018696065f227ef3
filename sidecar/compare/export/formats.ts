import { GradlabError, type ComparisonEvent, type Language } from '../../../protocol'
import { toLatex } from './latex'
import { toMarkdown } from './markdown'
import { toSvg } from './svg'

const renderers = { md: toMarkdown, tex: toLatex, svg: toSvg } as const
export type ExportFormat = keyof typeof renderers

/** By the end of a file's name. */
export function exportFormatOf(file: string): ExportFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  return (Object.keys(renderers) as ExportFormat[]).find((format) => format === ending)
}

/** A finished comparison as the text of a file of that name. */
export function exportComparison(file: string, result: ComparisonEvent, language: Language): string {
  const format = exportFormatOf(file)
  if (!format) throw new GradlabError('internal', { problem: `${file} has no format that a comparison is written in` })
  return renderers[format](result, language)
}
