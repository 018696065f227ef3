import type { Translated } from '../protocol'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What the extension says while it runs. `npm run contributes:generate` puts them into l10n/. */
export const runtimeTexts = {
  // --- New Experiment ---------------------------------------------------------------------------------------------------------
  'group.architecture': text('Architecture', '结构创新'),
  'group.training': text('Training', '训练方法'),
  'group.fusion': text('Fusion with other fields', '跨领域融合'),
  'pick.direction': text('Choose a direction', '选择创新方向'),
  'pick.scaffold': text('Choose a scaffold of {direction}', '选择“{direction}”的脚手架'),
  'pick.data': text('Choose the data to train on', '选择训练数据'),
  'pick.data.offline': text('comes with Gradlab', 'Gradlab 自带'),
  'ask.folder': text('Folder of the new experiment', '新实验的文件夹'),
  'ask.folder.empty': text('Name a folder.', '请填写文件夹。'),
  'new.done': text('The experiment is in {folder}.', '实验已建立在 {folder}。'),

  // --- What takes a while -----------------------------------------------------------------------------------------------------
  'progress.directions': text('Gradlab: reading the directions', 'Gradlab：正在读取创新方向'),
  'progress.new': text('Gradlab: making the experiment', 'Gradlab：正在建立实验'),
  'progress.engines': text('Gradlab: probing the engines', 'Gradlab：正在检测引擎'),
  'progress.describe': text('Gradlab: reading the experiment', 'Gradlab：正在读取实验'),
  'progress.train': text('Gradlab: starting the run', 'Gradlab：正在启动运行'),
  'progress.compare': text('Gradlab: starting the comparison', 'Gradlab：正在启动对比'),
  'progress.restart': text('Gradlab: restarting the sidecar', 'Gradlab：正在重启后台进程'),
  'progress.node': text('Gradlab: installing Node {version}', 'Gradlab：正在安装 Node {version}'),
  'progress.export': text('Gradlab: exporting the run', 'Gradlab：正在导出运行'),
  'progress.stopAll': text('Gradlab: stopping all runs', 'Gradlab：正在停止所有运行'),

  // --- Which experiment, which run ------------------------------------------------------------------------------------------------
  'pick.experiment': text('Choose an experiment', '选择实验'),
  'pick.variant': text('Choose a variant of {experiment}', '选择“{experiment}”的变体'),
  'pick.variant.whole': text('the innovation, whole', '完整的创新'),
  'pick.variant.without': text('what it is compared with', '用作对比的基线'),
  'ask.seed': text('Seed of the random numbers', '随机数种子'),
  'ask.seed.whole': text('A whole number from 0 to 4294967295.', '0 到 4294967295 之间的整数。'),
  'pick.run.pause': text('Choose the run to pause', '选择要暂停的运行'),
  'pick.run.resume': text('Choose the run to resume', '选择要继续的运行'),
  'pick.run.stop': text('Choose the run to stop', '选择要停止的运行'),
  'pick.run.change': text('Choose the run to change', '选择要修改的运行'),
  'pick.run.open': text('Choose a run', '选择运行'),
  'pick.run.export': text('Choose the run to export', '选择要导出的运行'),
  'none.experiments': text('There is no experiment in this workspace yet.', '此工作区中还没有实验。'),
  'none.runs': text('There is no run in this workspace yet.', '此工作区中还没有运行。'),
  'none.training': text('No run is training.', '没有正在训练的运行。'),
  'none.resumable': text('No run waits to be resumed.', '没有可以继续的运行。'),
  seed: text('seed {seed}', '种子 {seed}'),

  // --- Hyper-parameters ------------------------------------------------------------------------------------------------------------
  'pick.hyper': text('Choose a hyper-parameter of {run}', '选择 {run} 的超参数'),
  'hyper.range': text('{min} to {max}', '{min} 到 {max}'),
  'hyper.range.log': text('{min} to {max}, on a log scale', '{min} 到 {max}，对数刻度'),
  'hyper.now': text('now {value}', '当前 {value}'),
  'hyper.ask': text('{key}: now {value}, takes {range}', '{key}：当前 {value}，取值 {range}'),
  'hyper.number': text('Type a number.', '请输入一个数。'),
  'hyper.outside': text('It takes {range}.', '取值范围：{range}。'),
  'hyper.none': text(
    'No hyper-parameter of this run can change while it trains. Mark one with live: true in model.ts.',
    '此运行没有可在训练中修改的超参数。请在 model.ts 中用 live: true 标明。',
  ),

  // --- Compare ------------------------------------------------------------------------------------------------------------------------
  'pick.compare': text('Compare the variants of {experiment} with its baseline', '将“{experiment}”的变体与基线对比'),
  'compare.start': text('Compare', '开始对比'),
  'compare.plan': text('{seeds} · {steps} · {runs} runs · engine {engine}', '{seeds} · {steps} · {runs} 个运行 · 引擎 {engine}'),
  'compare.plan.about': text('{variants} against the baseline; runs that are there already count', '{variants} 对基线；已有的运行会计入'),
  'compare.seed': text('1 seed', '1 个种子'),
  'compare.seeds': text('{seeds} seeds each', '各 {seeds} 个种子'),
  'compare.steps': text('{steps} steps', '{steps} 步'),
  'compare.steps.all': text('all steps', '全部步数'),
  'compare.steps.whole': text('{steps}, the whole budget', '{steps}，即全部预算'),
  'compare.steps.cut': text('cut short after {steps} of {whole}', '在 {steps} 步后提前停止（共{whole}）'),
  'compare.change': text('Change', '修改'),
  'compare.change.variants': text('Variants', '变体'),
  'compare.change.seeds': text('Seeds', '种子'),
  'compare.change.seeds.about': text('Under three there is no interval and no verdict; five are usual.', '少于三个则没有区间和结论；通常为五个。'),
  'compare.change.steps': text('Steps', '步数'),
  'compare.change.tune': text('Tune learning rates', '调整学习率'),
  'compare.change.tune.about': text(
    'Each arm is first trained with the same three rates, on a seed of its own, and takes the best on validation: {runs} runs more.',
    '先用相同的三个学习率和单独的种子训练每个变体，取验证集上最好的：多 {runs} 个运行。',
  ),
  'compare.tune.on': text('on', '开'),
  'compare.tune.off': text('off: the learning rates stand as model.ts has them', '关：沿用 model.ts 中的学习率'),
  'pick.compare.variants': text('Choose the variants to compare with the baseline', '选择要与基线对比的变体'),
  'ask.compare.seeds': text('Seeds for each variant: every seed is one run', '每个变体的种子数：每个种子一个运行'),
  'ask.compare.seeds.whole': text('A whole number from 1 to 1000.', '1 到 1000 之间的整数。'),
  'ask.compare.steps': text('Steps for each run: fewer than planned cut it short, its schedules stay', '每个运行的步数：少于计划则提前停止，调度不变'),
  'ask.compare.steps.whole': text('A whole number of steps, 1 or more.', '不小于 1 的整数步数。'),
  'compare.anew': text(
    'The source has changed since, so this is a new comparison: runs of the old source do not count in it.',
    '源代码已有改动，因此这是一次新的对比：旧代码的运行不计入其中。',
  ),
  'compare.end': text('The comparison of {experiment} is done.', '“{experiment}”的对比已完成。'),
  'compare.end.some': text(
    'The comparison of {experiment} is done, but {count} of its runs failed. {problem}',
    '“{experiment}”的对比已完成，但有 {count} 个运行失败。{problem}',
  ),
  'compare.end.failed': text('The comparison of {experiment} could not go on. {problem}', '“{experiment}”的对比无法继续。{problem}'),

  // --- Engines and processes ----------------------------------------------------------------------------------------------------------
  'pick.engine': text('Engines of this machine: choose one for the next runs', '本机的引擎：选择之后的运行所用的引擎'),
  'engine.auto': text('the fastest for the model, once it is measured', '对模型而言最快的引擎（测得之后）'),
  'engine.chosen': text('chosen', '已选'),
  'pick.tensorflow': text('TensorFlow for Node', 'TensorFlow 的 Node 版本'),
  'tensorflow.processor': text('for the processor', '用于处理器'),
  'tensorflow.card': text('for NVIDIA cards', '用于 NVIDIA 显卡'),
  'tensorflow.remove': text('Remove what was installed', '移除已安装的版本'),
  'tensorflow.ask': text('Install {package} 4.22.0?', '安装 {package} 4.22.0？'),
  'progress.install': text('Gradlab: installing {package}', 'Gradlab：正在安装 {package}'),
  'pick.process': text('Processes of Gradlab', 'Gradlab 的进程'),
  'process.daemon': text('Sidecar', '后台进程'),
  'process.run': text('Run {run}', '运行 {run}'),
  'process.spare': text('Spare, for the next run', '备用进程，供下一次运行'),
  'process.measurement': text('Trial of an engine, for `auto`', '引擎试用，供 `auto` 选择'),
  'process.since': text('process {pid}, since {time}', '进程 {pid}，始于 {time}'),
  'process.silent': text('no sign of life for {seconds} s', '已有 {seconds} 秒没有响应'),
  'stopAll.ask': text('Stop {count} training runs and the sidecar?', '停止 {count} 个正在训练的运行及后台进程？'),
  'stopAll.detail': text('Each writes a checkpoint first and can be resumed.', '每个运行会先写入检查点，之后可以继续。'),

  // --- A Node of its own ---------------------------------------------------------------------------------------------------------------
  'node.offer': text(
    'Install Node {version} for Gradlab? The GPU engine and a faster wasm engine need it; the editor’s own Node ({current}) serves neither. {size} MB from {registry} to {folder}.',
    '为 Gradlab 安装 Node {version}？GPU 引擎和更快的 wasm 引擎需要它，编辑器自带的 Node（{current}）无法提供。将从 {registry} 下载 {size} MB 到 {folder}。',
  ),
  'node.ask': text('Install Node {version} for Gradlab?', '为 Gradlab 安装 Node {version}？'),
  'node.detail': text(
    'The GPU engine and a faster wasm engine need a Node of version 22 or newer outside the editor. {size} MB from {registry} to {folder}; nothing else on this machine changes.',
    'GPU 引擎和更快的 wasm 引擎需要编辑器之外的 Node 22 或更新版本。将从 {registry} 下载 {size} MB 到 {folder}，不会改动本机的其他内容。',
  ),
  'node.already': text('Node {version} is installed already: {path}', 'Node {version} 已经安装：{path}'),
  'node.now': text('Node {version} is installed, and the sidecar runs on it.', 'Node {version} 已安装，后台进程已改用它。'),
  'node.later': text(
    'Node {version} is installed. It is used from the next start of the sidecar: runs that train now go on as they are.',
    'Node {version} 已安装，将在后台进程下次启动时使用；正在训练的运行不受影响。',
  ),
  'node.behind': text(
    'Node {version} is installed. {path} goes before it, being named by gradlab.nodePath or on PATH.',
    'Node {version} 已安装。但 gradlab.nodePath 指定的或 PATH 中的 {path} 优先于它。',
  ),

  // --- How a run ended ---------------------------------------------------------------------------------------------------------------
  'end.failed': text('{run} failed. {problem}', '{run} 失败。{problem}'),

  // --- Export ------------------------------------------------------------------------------------------------------------------------
  'pick.format': text('Choose what to export to', '选择导出格式'),
  'format.csv': text('scalars, last metrics and the newest embedding, for a spreadsheet', '标量、最后的指标与最新嵌入，供电子表格使用'),
  'format.safetensors': text('the newest parameters, for Python', '最新参数，供 Python 使用'),
  'format.tensorboard': text('a log folder: scalars, images and the newest embedding', '日志文件夹：标量、图像与最新嵌入'),
  'export.done': text('Exported {name} at step {step} to {out}.', '已将 {name}（第 {step} 步）导出到 {out}。'),
  'export.live': text(
    'Exported {name} as far as it is, at step {step}, to {out}. It has not ended: export it again once it has.',
    '{name} 尚未结束，已将目前（第 {step} 步）的内容导出到 {out}。结束后请重新导出。',
  ),
  'export.exists': text('{path} is there already. Overwrite it?', '{path} 已存在。要覆盖吗？'),
  'export.exists.detail': text('Other files beside it stay as they are.', '旁边的其他文件保持不变。'),

  // --- Status ------------------------------------------------------------------------------------------------------------------------
  'status.stopped': text('The sidecar does not run. It starts when it is needed.', '后台进程未运行，需要时会自动启动。'),
  'status.starting': text('The sidecar is starting.', '后台进程正在启动。'),
  'status.again': text('The connection to the sidecar was lost and is being made again. Runs go on.', '与后台进程的连接已断开，正在重连。运行不受影响。'),
  'status.running': text('The sidecar runs as process {pid} on Node {version}.', '后台进程 {pid} 正在运行，Node {version}。'),
  'status.node.setting': text('named by gradlab.nodePath', '由 gradlab.nodePath 指定'),
  'status.node.path': text('found on PATH', '在 PATH 中找到'),
  'status.node.installed': text('installed by Gradlab', '由 Gradlab 安装'),
  'status.node.editor': text('the editor’s own', '编辑器自带'),
  'status.node.limited': text(
    'This Node is part of the editor and serves the wasm engine only. Install Node 22 or newer for the others.',
    '此 Node 属于编辑器，只能使用 wasm 引擎。要使用其他引擎，请安装 Node 22 或更新版本。',
  ),
  'status.failed': text('The sidecar failed.', '后台进程出错。'),
  'status.runs': text('{count} runs', '{count} 个运行'),
  'status.comparison': text('comparison {ended}/{runs}', '对比 {ended}/{runs}'),
  'status.comparison.about': text(
    'Comparison of {experiment}: {variants} against the baseline, {ended} of {runs} runs',
    '“{experiment}”的对比：{variants} 对基线，已完成 {ended}/{runs} 个运行',
  ),
  'status.engine': text('engine {engine} — {why}', '引擎 {engine}：{why}'),
  'status.untrusted': text('The workspace is not trusted: runs can be looked at, not started.', '此工作区未受信任：可以查看运行，但不能启动。'),

  // --- Views and panels --------------------------------------------------------------------------------------------------------------
  'view.broken': text('cannot be read', '无法读取'),
  'panel.gallery': text('Gradlab Directions', 'Gradlab 创新方向'),
  'panel.curves': text('Gradlab Curves', 'Gradlab 曲线'),
  'panel.embeddings': text('Gradlab Embeddings', 'Gradlab 嵌入'),
  'panel.comparison': text('Gradlab Comparison', 'Gradlab 对比'),
  'save.md': text('Markdown', 'Markdown 文本'),
  'save.tex': text('LaTeX', 'LaTeX 表格'),
  'save.csv': text('Table', '表格'),
  'save.svg': text('Picture', '图片'),

  // --- Buttons -----------------------------------------------------------------------------------------------------------------------
  'action.log': text('Show Log', '查看日志'),
  'action.open-folder': text('Open Folder', '打开文件夹'),
  'action.another-folder': text('Another Folder…', '换一个文件夹…'),
  'action.open-line': text('Open Line', '打开该行'),
  'action.reveal': text('Show', '显示'),
  'action.overwrite': text('Overwrite', '覆盖'),
  'action.install': text('Install', '安装'),
  'action.install-node': text('Install Node…', '安装 Node…'),
  'action.not-now': text('Not Now', '以后再说'),
  'action.never': text('Don’t Ask Again', '不再询问'),
  'action.resume': text('Resume', '继续'),
  'action.restart': text('Restart', '重启'),
  'action.stop-all': text('Stop All', '全部停止'),
  'action.trust': text('Manage Trust', '管理信任'),
  'action.new': text('New Experiment', '新建实验'),
  'action.processes': text('Processes', '进程'),

  'error.no-directions': text('Gradlab found no direction to start from. Install the extension again.', 'Gradlab 没有找到任何创新方向。请重新安装此扩展。'),
} as const satisfies Record<string, Translated>

export type TextKey = keyof typeof runtimeTexts
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string
