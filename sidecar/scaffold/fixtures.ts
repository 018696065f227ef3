import type { Direction } from '../../protocol'

/** A direction with two scaffolds, for tests. */
export const direction = {
  id: '01-first-idea',
  group: 'architecture',
  title: { en: 'First idea', 'zh-cn': '第一个想法' },
  idea: { en: 'It helps.', 'zh-cn': '它有用。' },
  papers: [{ title: 'A paper', id: 'arXiv:2003.10027' }],
  keywords: ['attention', '注意力'],
  scaffolds: [
    { id: 'image', title: { en: 'Images', 'zh-cn': '图像' }, data: 'digits', otherData: ['fashion-mnist'] },
    { id: 'text', title: { en: 'Text', 'zh-cn': '文本' }, data: 'spam-emails', otherData: [] },
  ],
} satisfies Direction

/** The files of a folder of directions with that one, a second of one scaffold, and what must not be listed. */
export const directionFiles: Readonly<Record<string, string>> = {
  'directions/01-first-idea/direction.json': JSON.stringify(direction),
  'directions/01-first-idea/image/model.ts': `// #region snippet gl-block | A block | 一个模块\nexport const block = 1\n// #endregion\n// #region other\nexport const rest = 2\n// #endregion\n`,
  'directions/01-first-idea/image/data.ts': 'export const data = 1\n',
  'directions/01-first-idea/image/blocks/twin.ts': 'export const twin = 1\n',
  'directions/01-first-idea/image/model.test.ts': 'test\n',
  'directions/01-first-idea/image/golden/cpu.json': '{}',
  'directions/01-first-idea/image/reference/model.py': '# torch\n',
  'directions/01-first-idea/image/README.md': '# First idea\n',
  'directions/01-first-idea/image/README.zh-cn.md': '# 第一个想法\n',
  'directions/01-first-idea/text/model.ts': 'export {}\n',
  'directions/02-second-idea/direction.json': JSON.stringify({ ...direction, id: '02-second-idea', scaffolds: [direction.scaffolds[0]] }),
  'directions/02-second-idea/image/model.ts': 'export {}\n',
  'directions/_template/direction.json': '{ not read }',
  'directions/README.md': 'not a direction',
  'types/tfjs.d.ts': 'export {}\n',
  'types/gradlab.d.ts': 'export {}\n',
  'types/.inputs': 'hash',
}
