import type { Translated } from '../directions'
import type { EngineWhy } from '../engines'
import type { NoticeCode } from '../events'
import type { Language } from '../language'
import type { RunStatus } from '../runs'
import { fill } from './fill'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What the command line says, but for errors. A text without a translation does not compile. */
export const cliTexts = {
  // --- Help ------------------------------------------------------------------------------------------------------------
  'help.head': text('Gradlab: scaffold, train and look at neural-network innovations.', 'Gradlab：为神经网络创新搭建脚手架、训练并查看结果。'),
  'help.commands': text('Commands', '命令'),
  'help.options': text('Options', '选项'),
  'help.usage': text('Usage', '用法'),
  'help.more': text('`gradlab help <command>` explains one command. GRADLAB_LANGUAGE=en|zh-cn chooses the language.', '`gradlab help <命令>` 查看单个命令的说明。GRADLAB_LANGUAGE=en|zh-cn 选择语言。'),
  'summary.directions': text('list the innovation directions and their scaffolds', '列出创新方向及其脚手架'),
  'summary.new': text('copy a scaffold into a new experiment folder', '将脚手架复制到新的实验文件夹'),
  'summary.train': text('train one variant of an experiment with one seed', '用一个随机种子训练实验的一个变体'),
  'summary.resume': text('continue a paused or ended run from its last checkpoint', '从最近的检查点继续已暂停或已结束的运行'),
  'summary.pause': text('pause a run that trains in another terminal or in the editor', '暂停在其他终端或编辑器中训练的运行'),
  'summary.stop': text('end a run; it can be resumed later', '结束一次运行；以后可以继续'),
  'summary.set': text('change live hyper-parameters of a run as it trains', '在训练过程中修改可变超参数'),
  'summary.runs': text('list the runs of an experiment', '列出实验的所有运行'),
  'summary.compare': text('compare variants with the baseline over several seeds, and say whether they help', '用多个种子将变体与基线比较，并给出是否有帮助的结论'),
  'summary.engines': text('say which engines this machine can train on, and why', '说明本机可用哪些引擎及原因'),
  'summary.data': text("list the data sets, download one, or say how one's own data are read", '列出数据集、下载其中之一，或说明如何读取自己的数据'),
  'summary.report': text('write an HTML report of a run: curves, embedding, figures', '为一次运行生成 HTML 报告：曲线、嵌入、图'),
  'summary.export': text('write a run for other tools: csv, safetensors, tensorboard', '将一次运行导出给其他工具：csv、safetensors、tensorboard'),
  'summary.help': text('explain a command', '说明一个命令'),
  'option.json': text('one JSON object a line, for scripts', '每行一个 JSON 对象，供脚本使用'),
  'option.verbose': text('with an error, its stack too', '出错时附上调用栈'),
  'option.help': text('explain this command', '说明此命令'),
  'option.data': text('a data set of the catalogue, or a path to your own: a folder, a CSV file or one text file', '目录中的数据集，或自有数据的路径：文件夹、CSV 文件或单个文本文件'),
  'option.pytorch': text('also copy the PyTorch twin', '同时复制 PyTorch 对照实现'),
  'option.variant': text('which variant to train (innovation unless said)', '要训练的变体（默认 innovation）'),
  'option.seed': text('seed of all random numbers (0 unless said)', '所有随机数的种子（默认 0）'),
  'option.engine': text('auto, tensorflow, webgpu, wasm or cpu (auto unless said)', 'auto、tensorflow、webgpu、wasm 或 cpu（默认 auto）'),
  'option.max-steps': text('end after this many steps, schedules unchanged', '训练指定步数后结束，不改变调度'),
  'option.set': text('give a hyper-parameter a value', '设定一个超参数的值'),
  'option.variants': text('which variants to compare with the baseline, separated by commas (all unless said)', '与基线比较的变体，用逗号分隔（默认全部）'),
  'option.seeds': text('how many seeds each variant is trained with (5 unless said)', '每个变体使用的种子数（默认 5）'),
  'option.tune': text('first choose each learning rate on validation, by the same grid for every variant', '先在验证集上用同一网格为每个变体选择学习率'),
  'option.export': text('also write the result to a .md, .tex or .svg file', '同时将结果写入 .md、.tex 或 .svg 文件'),
  'option.report': text('write an HTML report at the end', '结束时生成 HTML 报告'),
  'option.out': text('where to write the report (report.html in the run folder unless said)', '报告的写入位置（默认为运行文件夹中的 report.html）'),
  'option.format': text('csv: scalars and newest embedding; safetensors: newest parameters; tensorboard: a log folder', 'csv：标量与最新嵌入；safetensors：最新参数；tensorboard：日志文件夹'),
  'option.all': text('safetensors: everything a resume needs, optimizer slots and saved numbers too', 'safetensors：恢复训练所需的全部内容，包括优化器的槽与保存的数字'),
  'option.force': text('overwrite what is there already', '覆盖已有文件'),
  'option.measure': text('try the engines on the model of this experiment, and remember the fastest for `auto`', '在此实验的模型上试用各引擎，并为 `auto` 记住最快的'),
  'option.verbose-engines': text('the names of the ops that an engine lacks, too', '同时列出引擎缺少的操作名称'),
  'option.install': text('install TensorFlow for Node: tensorflow, or tensorflow-gpu for NVIDIA cards', '安装 TensorFlow 的 Node 版本：tensorflow，或用于 NVIDIA 显卡的 tensorflow-gpu'),
  'option.uninstall': text('remove the TensorFlow that Gradlab installed', '移除由 Gradlab 安装的 TensorFlow'),
  'option.yes': text('download without asking', '不询问直接下载'),

  // --- What arguments and options take -------------------------------------------------------------------------------------
  'takes.direction': text('a direction, such as 01-hierarchical-attention/image', '一个方向，例如 01-hierarchical-attention/image'),
  'takes.folder': text('a folder', '一个文件夹'),
  'takes.run': text('a run: its folder or its name', '一次运行：其文件夹或名称'),
  'takes.out': text('where to write: a file or a new folder', '写入位置：文件或新文件夹'),
  'takes.format': text('--format csv, safetensors or tensorboard', '--format csv、safetensors 或 tensorboard'),
  'takes.pairs': text('key=value', 'key=value'),
  'takes.seed': text('a whole number from 0 to 4294967295', '0 到 4294967295 的整数'),
  'takes.seeds': text('a whole number from 1 to 1000', '1 到 1000 的整数'),
  'takes.export': text('a file that ends in .md, .tex or .svg', '以 .md、.tex 或 .svg 结尾的文件'),
  'takes.steps': text('a whole number from 1', '不小于 1 的整数'),
  'takes.value': text('a value', '一个值'),
  'takes.nothing': text('no value', '不带值'),

  // --- Errors, around their own texts ------------------------------------------------------------------------------------
  'error.near': text('Did you mean {near}?', '您是否想用 {near}？'),
  'error.verbose': text('Add --verbose for the stack.', '加 --verbose 可查看调用栈。'),

  // --- directions, new -----------------------------------------------------------------------------------------------------
  'directions.none': text('This version holds no direction.', '此版本不含任何创新方向。'),
  'directions.next': text('Start one with `gradlab new <direction>/<scaffold> <folder>`.', '用 `gradlab new <方向>/<脚手架> <文件夹>` 开始。'),
  'group.architecture': text('Architecture', '架构'),
  'group.training': text('Training', '训练'),
  'group.fusion': text('Fusion with other fields', '与其他领域融合'),
  'new.done': text('Made {folder} from {scaffold}: {count} files, all yours to change.', '已由 {scaffold} 建立 {folder}：{count} 个文件，均可自由修改。'),
  'new.next': text('Train it with `gradlab train {folder}`; the innovation begins at a marked line of model.ts.', '用 `gradlab train {folder}` 训练；创新部分从 model.ts 中标记的一行开始。'),

  // --- train, resume ---------------------------------------------------------------------------------------------------------
  'train.starting': text('Loading the model…', '正在加载模型…'),
  'train.started': text('Training {name}: {steps} steps, {parameters} parameters, {engine} ({why}).', '正在训练 {name}：{steps} 步，{parameters} 个参数，引擎 {engine}（{why}）。'),
  'train.from': text('Continues after step {step}.', '从第 {step} 步之后继续。'),
  'train.other-bits': text('The machine or its software differs from before, so the numbers may differ in their last digits.', '机器或软件与之前不同，数值的末几位可能有差异。'),
  'train.paused': text('Paused at step {step}. Continue with `gradlab resume {name}`.', '已暂停于第 {step} 步。用 `gradlab resume {name}` 继续。'),
  'train.continued': text('Continued at step {step}.', '从第 {step} 步继续。'),
  'train.hyper': text('{key} is {value} from step {step}.', '自第 {step} 步起 {key} 为 {value}。'),
  'train.interrupting': text('Writing a checkpoint. Ctrl-C again ends at once.', '正在写入检查点。再按一次 Ctrl-C 立即结束。'),
  'train.completed': text('Done: {steps} steps in {seconds} on {engine} ({why}).', '完成：{steps} 步，用时 {seconds}，引擎 {engine}（{why}）。'),
  'train.stopped': text('Stopped after {steps} of {total} steps, {seconds} on {engine}. Continue with `gradlab resume {name}`.', '已停止：{steps}/{total} 步，用时 {seconds}，引擎 {engine}。用 `gradlab resume {name}` 继续。'),
  'train.interrupted': text('Interrupted after {steps} of {total} steps; a checkpoint is written. Continue with `gradlab resume {name}`.', '已中断：{steps}/{total} 步，检查点已写入。用 `gradlab resume {name}` 继续。'),
  'train.interrupted-early': text('Interrupted before the first step. Start again with `gradlab resume {name}`.', '在第一步之前中断。用 `gradlab resume {name}` 重新开始。'),
  'train.failed': text('Run {name} failed after {steps} steps.', '运行 {name} 在 {steps} 步后失败。'),
  'train.folder': text('Run folder: {folder}', '运行文件夹：{folder}'),
  'train.report': text('Report: {file}', '报告：{file}'),
  'train.inspect': text('Look at it with `gradlab report {name}`.', '用 `gradlab report {name}` 查看。'),
  'train.generated': text('The data is generated, so this number says nothing about a real task.', '数据为人工生成，此数值不代表真实任务上的表现。'),
  'train.step': text('step {step}/{steps}', '第 {step}/{steps} 步'),
  'train.rate': text('{rate} steps/s', '{rate} 步/秒'),
  'train.left': text('{time} left', '剩余 {time}'),
  'train.best': text('best {metric} {value} (step {step})', '最佳 {metric} {value}（第 {step} 步）'),
  'train.is-paused': text('paused', '已暂停'),
  'why.asked': text('as you asked', '按您的指定'),
  'why.best-usable': text('the best this machine can use', '本机可用的最佳引擎'),
  'why.until-measured': text('until the engines are measured on this model', '在此模型上测量各引擎之前'),
  'why.measured': text('measured as the fastest', '实测最快'),
  'why.only-usable': text('the only one worth measuring here', '本机唯一值得测量的引擎'),
  'why.figures': text('measured: {own} ms a step against {others}', '实测：每步 {own} 毫秒；{others}'),
  'why.other': text("{engine}'s {ms} ms", '{engine} 为 {ms} 毫秒'),
  'notice.tensors-leaked': text('Each step leaves tensors behind; memory will grow. Return only scalars from `step`, and keep no tensor outside `params`.', '每一步都有张量未释放，内存会不断增长。`step` 只应返回标量，且不要在 `params` 之外保留张量。'),
  'notice.checkpoint-damaged': text('The newest checkpoint is damaged; an earlier one is used.', '最新的检查点已损坏；改用更早的检查点。'),
  'notice.other-fingerprint': text('The machine or its software differs from before, so the numbers may differ in their last digits.', '机器或软件与之前不同，数值的末几位可能有差异。'),
  'notice.log-repaired': text('The log ended in a torn line, which was dropped; its steps are made again.', '日志末行不完整，已丢弃；相应步骤将重新执行。'),
  'notice.engine-memory-damaged': text('What was remembered of the engines cannot be read; they will be measured again.', '引擎的测量记录无法读取；将重新测量。'),
  'notice.device-lost': text('The graphics card was lost; training goes on from the last checkpoint on a fresh connection to it.', '与显卡的连接已丢失；已重新连接，从最近的检查点继续训练。'),
  'notice.frames-dropped': text('The embedding changes faster than it can be stored; some frames are left out.', '嵌入更新过快，来不及保存；部分帧被略去。'),

  // --- compare -----------------------------------------------------------------------------------------------------------------
  'compare.starting': text('Reading the experiment…', '正在读取实验…'),
  'compare.plan': text('Comparing {variants} with the baseline: {runs} runs, {seeds} seeds, {engine}.', '将 {variants} 与基线比较：{runs} 次运行，{seeds} 个种子，引擎 {engine}。'),
  'compare.run': text('{place}/{runs}  {variant}, seed {seed}', '{place}/{runs}  {variant}，种子 {seed}'),
  'compare.trial': text('{place}/{runs}  {variant}, learning rate {rate}', '{place}/{runs}  {variant}，学习率 {rate}'),
  'compare.value': text('{run}: {metric} {value}', '{run}：{metric} {value}'),
  'compare.trial-value': text('{run}: {value} on validation', '{run}：验证集上为 {value}'),
  'compare.failed': text('{run}: failed. {problem}', '{run}：失败。{problem}'),
  'compare.cut': text('{run}: ended before its last step', '{run}：未完成即结束'),
  'compare.left': text('about {time} left', '约剩 {time}'),
  'compare.interrupting': text('Writing a checkpoint. The same command goes on from it; Ctrl-C again ends at once.', '正在写入检查点。同一命令可从此处继续；再按一次 Ctrl-C 立即结束。'),
  'compare.interrupted': text('Interrupted with {count} runs to go. The same command goes on.', '已中断，还剩 {count} 次运行。用同一命令继续。'),
  'compare.exported': text('Written: {file}', '已写入：{file}'),

  // --- pause, stop, set ---------------------------------------------------------------------------------------------------------
  'pause.done': text('{name} pauses. Continue it with `gradlab resume {name}`.', '{name} 已暂停。用 `gradlab resume {name}` 继续。'),
  'stop.done': text('{name} stops. `gradlab resume {name}` would continue it.', '{name} 已停止。`gradlab resume {name}` 可继续。'),
  'set.done': text('{name}: {key} = {value} from the next step on.', '{name}：自下一步起 {key} = {value}。'),

  // --- runs ----------------------------------------------------------------------------------------------------------------------
  'runs.none': text('No runs yet in {folder}. Start one with `gradlab train <folder>`.', '{folder} 中还没有运行。用 `gradlab train <文件夹>` 开始。'),
  'runs.name': text('run', '运行'),
  'runs.variant': text('variant', '变体'),
  'runs.seed': text('seed', '种子'),
  'runs.engine': text('engine', '引擎'),
  'runs.status': text('status', '状态'),
  'runs.step': text('step', '步'),
  'runs.metric': text('metric', '指标'),
  'runs.when': text('started', '开始时间'),
  'status.starting': text('starting', '启动中'),
  'status.running': text('training', '训练中'),
  'status.paused': text('paused', '已暂停'),
  'status.completed': text('completed', '已完成'),
  'status.stopped': text('stopped', '已停止'),
  'status.failed': text('failed', '失败'),
  'status.interrupted': text('interrupted', '已中断'),

  // --- export --------------------------------------------------------------------------------------------------------------------
  'export.done': text('Exported {name} at step {step}:', '已导出 {name}（第 {step} 步）：'),
  'export.live': text('The run trains still: this is what there is so far. Export it again once it has ended.', '该运行仍在训练：以上是目前已有的内容。结束后请重新导出。'),
  'export.damaged': text('{file} is damaged; the checkpoint before it was exported.', '{file} 已损坏；导出的是它之前的检查点。'),

  // --- engines -------------------------------------------------------------------------------------------------------------------
  'engines.usable': text('usable', '可用'),
  'engines.unusable': text('not usable', '不可用'),
  'engines.measuring': text('Measuring the engines; this takes some seconds…', '正在测量各引擎，需要几秒…'),
  'engines.trying': text('Trying {engine}…', '正在试用 {engine}…'),
  'engines.tried': text('{engine}: {ms} ms a step, median of {steps}', '{engine}：每步 {ms} 毫秒（{steps} 步的中位数）'),
  'engines.failed': text('{engine}: failed: {problem}', '{engine}：失败：{problem}'),
  'engines.peers': text('{engine}: not tried, because this model starts processes of its own', '{engine}：未试用，因为此模型会启动自己的进程'),
  'engines.alone': text('Nothing but {engine} is worth a try for this model here.', '对此模型而言，本机只有 {engine} 值得试用。'),
  'engines.chosen': text('From now on `auto` trains it on {engine} ({why}).', '今后 `auto` 将用 {engine} 训练它（{why}）。'),
  'engines.unchosen': text('Nothing was measured, so `auto` stays with wasm.', '没有测得结果，`auto` 仍使用 wasm。'),
  'engines.missing': text('missing: {names}', '缺少：{names}'),
  'detail.simd': text('SIMD {value}', 'SIMD 指令 {value}'),
  'detail.threads': text('threads {value}', '线程 {value}'),
  'detail.cores': text('cores {value}', '核心 {value}'),
  'detail.adapter': text('adapter {value}', '适配器 {value}'),
  'detail.driver': text('driver {value}', '驱动 {value}'),
  'detail.package': text('package {value}', '软件包 {value}'),
  'detail.missing': text('not found: {value}', '未找到：{value}'),
  'detail.other': text('of another version: {value}', '版本不符：{value}'),
  'detail.matmulGflops': text('matmul {value} GFLOP/s', '矩阵乘 {value} GFLOP/s'),
  'detail.convolutionGflops': text('convolution {value} GFLOP/s', '卷积 {value} GFLOP/s'),
  'detail.bandwidthGbps': text('memory {value} GB/s', '内存 {value} GB/s'),
  'detail.opOverheadUs': text('{value} µs an op', '每个操作 {value} µs'),
  'detail.hostOpCount': text('{value} ops on the processor', '{value} 个操作在处理器上执行'),
  'detail.unmeasuredAfterS': text('speed not known: not measured within {value} s', '速度未知：{value} 秒内未测完'),
  'detail.missingOpCount': text('{value} ops missing', '缺少 {value} 个操作'),

  // --- installing an engine --------------------------------------------------------------------------------------------------------
  'install.terms': text(
    '{package} 4.22.0 from the npm registry, about {download} GB to download and {disk} GB on the disk. Its install script downloads Google\'s libtensorflow 2.9.1 (2022) and an addon from storage.googleapis.com, and runs. For Linux and Windows on x64 only.',
    '从 npm registry 安装 {package} 4.22.0，下载约 {download} GB，占用磁盘约 {disk} GB。其安装脚本会从 storage.googleapis.com 下载并使用 Google 的 libtensorflow 2.9.1（2022 年）及其插件。仅适用于 x64 的 Linux 与 Windows。',
  ),
  'install.terms.gpu': text(
    'It needs CUDA 11.2 and cuDNN 8.1, which you install yourself, and a card older than NVIDIA Hopper and Blackwell. Gradlab was never run with it on a graphics card.',
    '它需要您自行安装的 CUDA 11.2 与 cuDNN 8.1，以及早于 NVIDIA Hopper 和 Blackwell 的显卡。Gradlab 从未在显卡上运行过它。',
  ),
  'install.ask': text('Install it? [y/N] ', '是否安装？[y/N] '),
  'install.unasked': text('Installing needs your consent: run it again with --yes.', '安装需要您的同意：请加 --yes 再次运行。'),
  'install.declined': text('Nothing was installed.', '未安装任何内容。'),
  'install.downloading': text('downloading, {size} on the disk', '正在下载，已占用 {size}'),
  'install.trying': text('trying it out', '正在试用'),
  'install.done': text('{package} is installed and works: {folder}', '{package} 已安装并可用：{folder}'),
  'install.removed': text('TensorFlow is removed.', '已移除 TensorFlow。'),
  'install.nothing': text('Gradlab has installed no TensorFlow.', 'Gradlab 没有安装过 TensorFlow。'),

  // --- data ------------------------------------------------------------------------------------------------------------------------
  'data.next': text('Download one with `gradlab data <id>`; what is bundled needs no download.', '用 `gradlab data <id>` 下载；随附的数据无需下载。'),
  'data.bundled': text('bundled', '随附'),
  'data.to-download': text('{size} to download', '需下载 {size}'),
  'data.by-hand': text('to be put into GRADLAB_DATA by hand', '需手动放入 GRADLAB_DATA'),
  'data.here': text('here', '已就绪'),
  'data.needs-none': text('{id} needs no download.', '{id} 无需下载。'),
  'data.already': text('{id} is already on this machine: {folder}', '本机已有 {id}：{folder}'),
  'data.ask': text('Download {id} ({size}, licence {license}) from {publisher} into {folder}? [y/N] ', '从 {publisher} 下载 {id}（{size}，许可 {license}）到 {folder}？[y/N] '),
  'data.declined': text('Nothing was downloaded. `gradlab data {id} --yes` downloads without asking.', '未下载任何内容。`gradlab data {id} --yes` 不询问直接下载。'),
  'data.unasked': text('Downloading needs your consent. Run `gradlab data {id} --yes` to download {size} from {publisher} (licence {license}).', '下载需要您的同意。运行 `gradlab data {id} --yes` 从 {publisher} 下载 {size}（许可 {license}）。'),
  'data.progress': text('{id}: {done} of {size}', '{id}：{done} / {size}'),
  'data.splits': text('{train} rows for training, {validation} for validation, {test} for testing', '训练 {train} 行，验证 {validation} 行，测试 {test} 行'),
  'data.done': text('{id} is downloaded and checked: {folder}', '{id} 已下载并校验：{folder}'),
} as const satisfies Record<string, Translated> &
  Record<`status.${RunStatus}`, Translated> &
  Record<`why.${EngineWhy}`, Translated> &
  Record<`notice.${NoticeCode}`, Translated>

export type CliText = keyof typeof cliTexts
export type Say = (code: CliText, context?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Language): Say {
  return (code, context = {}) => fill(cliTexts[code][language], context)
}
