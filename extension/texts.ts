import type { Translated } from '../protocol'

/** What the extension says while it runs. `npm run contributes:generate` puts them into l10n/. */
export const runtimeTexts = {
  'group.architecture': { en: 'Architecture', 'zh-cn': '结构创新' },
  'group.training': { en: 'Training', 'zh-cn': '训练方法' },
  'group.fusion': { en: 'Fusion with other fields', 'zh-cn': '跨领域融合' },
  'pick.direction': { en: 'Choose a direction', 'zh-cn': '选择创新方向' },
  'pick.scaffold': { en: 'Choose a scaffold of {direction}', 'zh-cn': '选择“{direction}”的脚手架' },
  'pick.data': { en: 'Choose the data to train on', 'zh-cn': '选择训练数据' },
  'pick.data.offline': { en: 'comes with Gradlab', 'zh-cn': 'Gradlab 自带' },
  'ask.folder': { en: 'Folder of the new experiment', 'zh-cn': '新实验的文件夹' },
  'ask.folder.empty': { en: 'Name a folder.', 'zh-cn': '请填写文件夹。' },
  'progress.directions': { en: 'Gradlab: reading the directions', 'zh-cn': 'Gradlab：正在读取创新方向' },
  'progress.new': { en: 'Gradlab: making the experiment', 'zh-cn': 'Gradlab：正在建立实验' },
  'progress.engines': { en: 'Gradlab: probing the engines', 'zh-cn': 'Gradlab：正在检测引擎' },
  'new.done': { en: 'The experiment is in {folder}.', 'zh-cn': '实验已建立在 {folder}。' },
  'action.log': { en: 'Show Log', 'zh-cn': '查看日志' },
  'action.open-folder': { en: 'Open Folder', 'zh-cn': '打开文件夹' },
  'action.another-folder': { en: 'Another Folder…', 'zh-cn': '换一个文件夹…' },
  'error.no-directions': {
    en: 'Gradlab found no direction to start from. Install the extension again.',
    'zh-cn': 'Gradlab 没有找到任何创新方向。请重新安装此扩展。',
  },
  'error.cli': { en: 'Gradlab failed to start its program: {problem}', 'zh-cn': 'Gradlab 无法启动其程序：{problem}' },
  'error.cli.silent': { en: 'Gradlab ended with code {code} and said nothing.', 'zh-cn': 'Gradlab 以代码 {code} 结束，没有输出。' },
} as const satisfies Record<string, Translated>

export type TextKey = keyof typeof runtimeTexts
