import type { DirectionGroup, Language, Translated } from '../../protocol'
import { fill } from '../../protocol/texts/fill'

const text = (en: string, chinese: string): Translated => ({ en, 'zh-cn': chinese })

/** What the gallery says around the directions' own texts. A text without a translation does not compile. */
export const galleryTexts = {
  title: text('Directions', '创新方向'),
  subtitle: text(
    'Each is a model that you own, a baseline to beat, and an honest result.',
    '每个方向都给你一份属于你自己的模型、一条要超越的基线，以及如实的结果。',
  ),
  search: text('Search directions', '搜索方向'),
  'search.hint': text('Search: attention, 注意力, GAN…', '搜索：注意力、attention、GAN…'),
  'group.architecture': text('Architecture', '结构创新'),
  'group.training': text('Training', '训练方法'),
  'group.fusion': text('Fusion with other fields', '跨领域融合'),
  reading: text('Reading the directions…', '正在读取创新方向…'),
  'count.all': text('{total} directions', '共 {total} 个方向'),
  'count.one': text('1 direction', '共 1 个方向'),
  'count.some': text('{count} of {total}', '{total} 个中的 {count} 个'),
  'none.found': text('No direction matches “{search}”.', '没有与“{search}”相符的方向。'),
  'none.try': text('Try fewer or shorter words, in English or Chinese. For example:', '试试更少、更短的词，中英文皆可，例如：'),
  'none.clear': text('Show all directions', '显示全部方向'),
  'none.at-all': text('Gradlab found no direction to start from. Install the extension again.', 'Gradlab 没有找到任何创新方向。请重新安装此扩展。'),
  new: text('New experiment: {scaffold}', '新建实验：{scaffold}'),
  'new.of': text('New experiment: {scaffold} ({direction})', '新建实验：{scaffold}（{direction}）'),
  readme: text('Read more', '了解详情'),
  'readme.of': text('Read more about {direction}: {scaffold}', '了解详情：{direction}，{scaffold}'),
  papers: text('Papers', '论文'),
  paper: text('Paper', '论文'),
  'paper.open': text('Opens {id} in the browser', '在浏览器中打开 {id}'),
  result: text('Result', '结果'),
  unmeasured: text('Not measured yet', '尚未测量'),
  keys: text('Arrow keys walk the directions; Enter starts a new experiment: {scaffold}.', '方向键逐个浏览方向；回车键新建实验：{scaffold}。'),
} as const satisfies Record<string, Translated> & Record<`group.${DirectionGroup}`, Translated>

export type GalleryText = keyof typeof galleryTexts
export type Say = (key: GalleryText, context?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Language): Say {
  return (key, context = {}) => fill(galleryTexts[key][language], context)
}
