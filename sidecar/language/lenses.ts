import type { Language } from '../../protocol'

/** A lens as LSP has it. Commands are the extension's; the argument is the document's URI. */
export interface Lens {
  readonly range: { readonly start: Position; readonly end: Position }
  readonly command: { readonly title: string; readonly command: string; readonly arguments: readonly string[] }
}
interface Position {
  readonly line: number // from 0
  readonly character: number
}

const titles = {
  en: { train: '$(play) Train', variant: 'Train Variant…', compare: 'Compare…', curves: 'Curves' },
  'zh-cn': { train: '$(play) 训练', variant: '训练变体…', compare: '对比…', curves: '曲线' },
} as const satisfies Record<Language, unknown>

/** Above the call of defineExperiment: train, train a variant, compare, look. */
export function lensesOf(uri: string, text: string, language: Language): Lens[] {
  const line = text.split('\n').findIndex((candidate) => /^(?!\s*(\/\/|\*)).*\bdefineExperiment\s*(<[^(]*>)?\(/.test(candidate))
  if (line < 0) return []
  const at = { line, character: 0 }
  const { train, variant, compare, curves } = titles[language]
  const lens = (title: string, command: string): Lens => ({ range: { start: at, end: at }, command: { title, command, arguments: [uri] } })
  return [lens(train, 'gradlab.train'), lens(variant, 'gradlab.trainVariant'), lens(compare, 'gradlab.compare'), lens(curves, 'gradlab.showCurves')]
}
