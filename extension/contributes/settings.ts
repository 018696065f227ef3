import { ENGINES, type Translated } from '../../protocol'

/** The settings. A restricted one names a program or a place, so an untrusted workspace cannot set it. */
export const settings = [
  {
    id: 'gradlab.nodePath',
    schema: { type: 'string', default: '', scope: 'machine-overridable' },
    isRestricted: true,
    description: {
      en: 'The Node that trains, of version 22 or newer. Empty: the one on PATH, else the one that “Gradlab: Install Node…” installed, else the editor’s own.',
      'zh-cn': '用于训练的 Node，须为 22 或更新版本。留空则依次使用 PATH 中的 Node、由“Gradlab: 安装 Node…”安装的 Node、编辑器自带的 Node。',
    },
  },
  {
    id: 'gradlab.engine',
    schema: { type: 'string', default: 'auto', enum: ['auto', ...ENGINES], scope: 'window' },
    isRestricted: false,
    description: {
      en: 'The engine that new runs train on. `auto` is the best that is usable here; “Gradlab: Show Engines” tells which are.',
      'zh-cn': '新运行所用的引擎。`auto` 为本机可用引擎中最好的；“Gradlab: 显示引擎”会列出可用的引擎。',
    },
  },
  {
    id: 'gradlab.webgpu.adapter',
    schema: { type: 'string', default: '', scope: 'machine-overridable' },
    isRestricted: false,
    description: {
      en: 'The graphics card that the webgpu engine trains on: part of its name as “Gradlab: Show Engines” lists it, `high-performance`, `low-power`, or `none` to leave all alone. Empty: the fastest. It takes effect when the sidecar starts.',
      'zh-cn':
        'webgpu 引擎使用的显卡：“Gradlab: 显示引擎”所列名称的一部分、`high-performance`、`low-power`，或 `none`（不使用显卡）。留空则使用最快的。后台进程启动时生效。',
    },
  },
  {
    id: 'gradlab.dataFolder',
    schema: { type: 'string', default: '', scope: 'machine-overridable' },
    isRestricted: true,
    description: {
      en: 'A folder of data sets that is looked at first, as GRADLAB_DATA is. It takes effect when the sidecar starts.',
      'zh-cn': '优先查找数据集的文件夹，与 GRADLAB_DATA 相同。后台进程启动时生效。',
    },
  },
  {
    id: 'gradlab.tensorflowFolder',
    schema: { type: 'string', default: '', scope: 'machine-overridable' },
    isRestricted: true,
    description: {
      en: 'A folder that holds @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu 4.22, as GRADLAB_TENSORFLOW names one. Empty: what “Gradlab: Install TensorFlow Engine…” installed, else node_modules above the experiment. It takes effect when the sidecar starts.',
      'zh-cn':
        '含有 @tensorflow/tfjs-node 或 @tensorflow/tfjs-node-gpu 4.22 的文件夹，与 GRADLAB_TENSORFLOW 相同。留空则使用“Gradlab: 安装 TensorFlow 引擎…”所安装的，否则使用实验上级文件夹中的 node_modules。后台进程启动时生效。',
    },
  },
  {
    id: 'gradlab.idleMinutes',
    schema: { type: 'number', default: 3, minimum: 0.05, scope: 'window' },
    isRestricted: false,
    description: {
      en: 'How long the sidecar waits without a window and without a run before it ends. It takes effect when the sidecar starts.',
      'zh-cn': '没有窗口也没有运行时，后台进程等待多久后结束（分钟）。后台进程启动时生效。',
    },
  },
] as const satisfies readonly { id: `gradlab.${string}`; schema: object; isRestricted: boolean; description: Translated }[]
