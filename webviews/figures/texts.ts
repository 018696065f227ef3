import type { Language, Translated } from '../../protocol'
import { fill } from '../../protocol/texts/fill'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What is said around the figures. A text without a translation does not compile. */
export const figuresTexts = {
  title: text('Figures', '图'),
  none: text('This run has logged no figure yet.', '本次运行尚未记录任何图。'),
  loading: text('Loading the figures of step {step}…', '正在加载第 {step} 步的图…'),
  step: text('step', '步'),
  newest: text('Newest', '最新'),
  'newest.about': text('Follow the newest step', '跟随最新一步'),
  follows: text('follows the newest', '跟随最新'),
  'line.about': text('{name}: lines of {series} over {low} to {high}', '{name}：{series}，横轴 {low} 至 {high}'),
  'bars.about': text('{name}: bars', '{name}：条形图'),
  'heatmap.about': text(
    '{name}: {rows} rows × {columns} columns, {low} to {high}, most at {row} × {column}. Arrow keys read values.',
    '{name}：{rows} 行 × {columns} 列，{low} 至 {high}，最大值位于 {row} × {column}。用方向键读取数值。',
  ),
  'heatmap.odd': text('{name}: no finite value', '{name}：没有有限值'),
  'heatmap.not-finite': text('× {count} not finite', '× {count} 个非有限值'),
  'raster.about': text('{name}: {count} events in {rows} rows and {columns} columns', '{name}：{rows} 行 {columns} 列中有 {count} 个事件'),
  'raster.rows': text('{rows} rows × {columns} columns, {count} events', '{rows} 行 × {columns} 列，{count} 个事件'),
  'image.about': text('{name}, picture {place}: {width} × {height}', '{name}，第 {place} 张：{width} × {height}'),
  'text.about': text('{name}. Arrow keys go from word to word.', '{name}。用方向键在词间移动。'),
  'text.weight': text('{token}: {weight}', '{token}：{weight}'),
  'text.range': text('weights {low} to {high}; hover a word for its own', '权重 {low} 至 {high}；将指针移到词上查看'),
  broken: text('This figure cannot be drawn: {problem}', '无法绘制此图：{problem}'),
} as const satisfies Record<string, Translated>

export type SayFigures = (code: keyof typeof figuresTexts, context?: Readonly<Record<string, string | number>>) => string

export function sayFiguresIn(language: Language): SayFigures {
  return (code, context = {}) => fill(figuresTexts[code][language], context)
}
