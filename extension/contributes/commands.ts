import type { Translated } from '../../protocol'

/** The commands of the palette. main.ts must handle each one to compile. */
export const commands = [
  { id: 'gradlab.newExperiment', title: { en: 'New Experiment…', 'zh-cn': '新建实验…' }, icon: '$(beaker)' },
  { id: 'gradlab.train', title: { en: 'Train', 'zh-cn': '训练' }, icon: '$(play)' },
  { id: 'gradlab.trainVariant', title: { en: 'Train Variant…', 'zh-cn': '训练变体…' }, icon: '$(run-all)' },
  { id: 'gradlab.compare', title: { en: 'Compare…', 'zh-cn': '对比…' }, icon: '$(git-compare)' },
  { id: 'gradlab.pause', title: { en: 'Pause', 'zh-cn': '暂停' }, icon: '$(debug-pause)' },
  { id: 'gradlab.resume', title: { en: 'Resume', 'zh-cn': '继续' }, icon: '$(debug-continue)' },
  { id: 'gradlab.stop', title: { en: 'Stop', 'zh-cn': '停止' }, icon: '$(debug-stop)' },
  { id: 'gradlab.changeHyper', title: { en: 'Change Hyper-parameter…', 'zh-cn': '修改超参数…' }, icon: '$(settings)' },
  { id: 'gradlab.openRun', title: { en: 'Open Run', 'zh-cn': '打开运行' }, icon: '$(go-to-file)' },
  { id: 'gradlab.showCurves', title: { en: 'Show Curves', 'zh-cn': '显示曲线' }, icon: '$(graph-line)' },
  { id: 'gradlab.showEmbeddings', title: { en: 'Show Embeddings', 'zh-cn': '显示嵌入' }, icon: '$(graph-scatter)' },
  { id: 'gradlab.showComparison', title: { en: 'Show Comparison', 'zh-cn': '显示对比' } },
  { id: 'gradlab.exportRun', title: { en: 'Export Run…', 'zh-cn': '导出运行…' } },
  { id: 'gradlab.showDirections', title: { en: 'Show Directions', 'zh-cn': '显示创新方向' }, icon: '$(book)' },
  { id: 'gradlab.showEngines', title: { en: 'Show Engines', 'zh-cn': '显示引擎' } },
  { id: 'gradlab.installTensorflow', title: { en: 'Install TensorFlow Engine…', 'zh-cn': '安装 TensorFlow 引擎…' } },
  { id: 'gradlab.showProcesses', title: { en: 'Show Processes', 'zh-cn': '显示进程' } },
  { id: 'gradlab.showLog', title: { en: 'Show Log', 'zh-cn': '显示日志' } },
  { id: 'gradlab.installNode', title: { en: 'Install Node…', 'zh-cn': '安装 Node…' } },
  { id: 'gradlab.stopAll', title: { en: 'Stop All', 'zh-cn': '全部停止' } },
  { id: 'gradlab.restartSidecar', title: { en: 'Restart Sidecar', 'zh-cn': '重启后台进程' } },
] as const satisfies readonly { readonly id: `gradlab.${string}`; readonly title: Translated; readonly icon?: string }[]

export type CommandId = (typeof commands)[number]['id']
