import type { Language } from '../language'

/** What went wrong (expected, got, where) and what to do next. */
export type ErrorText = Readonly<Record<Language, { readonly message: string; readonly suggestion: string }>>

const text = (message: string, suggestion: string, zhMessage: string, zhSuggestion: string): ErrorText => ({
  en: { message, suggestion },
  'zh-cn': { message: zhMessage, suggestion: zhSuggestion },
})

/** Every error Gradlab can give. The part before the slash is the domain, which decides the exit code. */
export const errorTexts = {
  // --- Refused before anything runs ----------------------------------------------------------------------------------
  'usage/command': text('There is no command "{command}".', 'Run `gradlab help` for the list.', '没有命令“{command}”。', '运行 `gradlab help` 查看命令列表。'),
  'usage/option': text('`gradlab {command}` has no option "{option}".', 'Run `gradlab help {command}` for its options.', '`gradlab {command}` 没有选项“{option}”。', '运行 `gradlab help {command}` 查看其选项。'),
  'usage/argument': text('`gradlab {command}` needs {argument}.', 'Usage: {usage}', '`gradlab {command}` 缺少 {argument}。', '用法：{usage}'),
  'usage/value': text('--{option} takes {expected}, not "{value}".', 'Usage: {usage}', '--{option} 需要 {expected}，得到的是“{value}”。', '用法：{usage}'),
  'usage/extra': text('`gradlab {command}` does not take "{argument}".', 'Usage: {usage}', '`gradlab {command}` 不接受“{argument}”。', '用法：{usage}'),
  'direction/unknown': text('There is no direction "{name}".', 'Choose one of: {known}', '没有创新方向“{name}”。', '可选：{known}'),
  'direction/scaffold': text('Direction {direction} has no scaffold "{name}".', 'Choose one of: {known}', '方向 {direction} 没有脚手架“{name}”。', '可选：{known}'),
  'direction/choose': text('Direction {direction} has several scaffolds.', 'Name one: {known}', '方向 {direction} 有多个脚手架。', '请指定其一：{known}'),
  'direction/broken': text('{file} is not a valid direction: {problem}', 'Mend the file, or compare it with directions/_template/direction.json.', '{file} 不是有效的方向描述：{problem}', '请修正该文件，或与 directions/_template/direction.json 对照。'),
  'direction/result': text('{file} is not a valid list of comparisons: {problem}', 'Measure again: `npm run directions:bench -- NN` writes the file.', '{file} 不是有效的对比结果：{problem}', '请重新测量：`npm run directions:bench -- NN` 会写出该文件。'),
  'direction/no-twin': text('{direction}/{scaffold} has no PyTorch twin.', 'Leave out --pytorch.', '{direction}/{scaffold} 没有 PyTorch 对照实现。', '请去掉 --pytorch。'),
  'folder/not-empty': text('The folder {folder} is not empty.', 'Name a new folder, or empty this one.', '文件夹 {folder} 不为空。', '请换一个新文件夹，或先清空它。'),
  'folder/is-file': text('{folder} is a file, not a folder.', 'Name a new folder.', '{folder} 是文件，不是文件夹。', '请换一个新文件夹名。'),
  'folder/missing': text('There is no folder {folder}.', 'Check the path.', '文件夹 {folder} 不存在。', '请检查路径。'),
  'folder/read-only': text('Gradlab may not write to {folder}.', 'Change its permissions, or use another folder.', 'Gradlab 无权写入 {folder}。', '请修改权限，或换一个文件夹。'),
  'experiment/missing': text('{folder} holds no experiment: it has no model.ts.', 'Make one with `gradlab new <direction> <folder>`.', '{folder} 不是实验文件夹：其中没有 model.ts。', '用 `gradlab new <direction> <folder>` 新建一个。'),
  'experiment/broken': text('{file} cannot be read: {problem}', 'Mend the file, or make the experiment anew with `gradlab new`.', '无法读取 {file}：{problem}', '请修正该文件，或用 `gradlab new` 重新建立实验。'),
  'hyper/unknown': text('There is no hyper-parameter "{key}".', 'This experiment has: {known}', '没有超参数“{key}”。', '本实验的超参数：{known}'),
  'hyper/value': text('{key} takes {expected}, not "{value}".', 'Try `{key}={example}`.', '{key} 需要 {expected}，得到的是“{value}”。', '例如 `{key}={example}`。'),
  'hyper/range': text('{key} = {value} is out of range: it takes {min} to {max}.', 'Choose a value in between, or widen the range in model.ts.', '{key} = {value} 超出范围：允许 {min} 到 {max}。', '请取其中的值，或在 model.ts 中放宽范围。'),
  'hyper/not-live': text('{key} cannot be changed while the run trains.', 'These can: {live}. For another value, start a new run with `--set {key}=…`.', '训练过程中不能修改 {key}。', '可修改的有：{live}。要用别的值，请用 `--set {key}=…` 开始新的运行。'),
  'hyper/syntax': text('"{text}" is not of the form key=value.', 'For example: --set learningRate=0.001', '“{text}”不是 key=value 的形式。', '例如：--set learningRate=0.001'),
  'variant/unknown': text('There is no variant "{name}".', 'This experiment has: {known}', '没有变体“{name}”。', '本实验的变体：{known}'),
  'run/unknown': text('There is no run "{run}" here.', 'List the runs with `gradlab runs`, or give the run folder\'s path.', '这里没有运行“{run}”。', '用 `gradlab runs` 列出所有运行，或给出运行文件夹的路径。'),
  'run/broken': text('{file} cannot be read: {problem}', 'Restore it from a backup, or delete the run folder; the other runs are not affected.', '无法读取 {file}：{problem}', '请从备份恢复，或删除该运行文件夹；其他运行不受影响。'),
  'run/training': text('Run {run} is training now.', 'Pause or stop it first: `gradlab pause {run}`.', '运行 {run} 正在训练。', '请先暂停或停止：`gradlab pause {run}`。'),
  'run/not-training': text('Run {run} is not training (status: {status}).', 'Continue it with `gradlab resume {run}`.', '运行 {run} 没有在训练（状态：{status}）。', '用 `gradlab resume {run}` 继续。'),
  'run/unreachable': text('The process that trains {run} does not answer: {problem}', 'Look whether process {pid} is alive; once it has ended, `gradlab resume {run}` continues the run.', '训练 {run} 的进程没有响应：{problem}', '请查看进程 {pid} 是否存活；它结束后可用 `gradlab resume {run}` 继续。'),
  'engine/unknown': text('There is no engine "{engine}".', 'Choose one of: auto, tensorflow, webgpu, wasm, cpu.', '没有引擎“{engine}”。', '可选：auto、tensorflow、webgpu、wasm、cpu。'),
  'engine/not-in-this-version': text('This version of Gradlab has no {engine} engine yet.', 'Use `--engine auto`; `gradlab engines` lists what this machine has.', '此版本的 Gradlab 尚无 {engine} 引擎。', '请用 `--engine auto`；`gradlab engines` 会列出本机可用的引擎。'),
  'engine/unusable': text('The {engine} engine cannot be used here: {reason}', 'Use `--engine auto`; `gradlab engines` lists what this machine has.', '此处不能使用 {engine} 引擎：{reason}', '请用 `--engine auto`；`gradlab engines` 会列出本机可用的引擎。'),
  'engine/tensorflow': text('The tensorflow engine cannot be used here: {what}', '{next}', '此处不能使用 tensorflow 引擎：{what}', '{next}'),

  // --- The experiment's own source ----------------------------------------------------------------------------------------
  'source/syntax': text('The source does not compile: {problem}', 'Mend this line and start again.', '源代码无法编译：{problem}', '请修正这一行后重试。'),
  'source/import': text('Cannot find "{module}", imported by {importer}.', 'A scaffold may import @tensorflow/tfjs, gradlab and its own files (./…).', '找不到 {importer} 导入的“{module}”。', '脚手架可以导入 @tensorflow/tfjs、gradlab 和自己的文件（./…）。'),
  'source/outside': text('"{module}", imported by {importer}, lies outside the experiment folder.', 'Copy the file into the folder: a run keeps its whole source.', '{importer} 导入的“{module}”在实验文件夹之外。', '请把该文件复制到实验文件夹中：每次运行都会保存全部源代码。'),
  'source/built-in': text('"{module}", imported by {importer}, belongs to Node.', 'Read data with `ctx.dataset()`: it is the only door to files, so that a run can be repeated anywhere.', '{importer} 导入的“{module}”是 Node 内置模块。', '请用 `ctx.dataset()` 读取数据：它是访问文件的唯一入口，这样运行才能在任何机器上重现。'),
  'source/no-default-export': text('{file} has no default export made by defineExperiment.', 'End the file with `export default defineExperiment({ … })`.', '{file} 没有由 defineExperiment 创建的默认导出。', '请在文件末尾写 `export default defineExperiment({ … })`。'),
  'source/experiment': text('The experiment is incomplete: {problem}', 'See the types of defineExperiment, or another scaffold.', '实验定义不完整：{problem}', '请参照 defineExperiment 的类型或其他脚手架。'),
  'source/exception': text('{callback}: {problem}', '{hint}', '{callback}：{problem}', '{hint}'),
  'source/shape': text('{callback}: {problem}', '{hint}', '{callback}：{problem}', '{hint}'),
  'source/non-finite': text('{metric} became {value} at step {step}. First not finite: {tensor}.', 'Try a lower learningRate (now {learningRate}), and guard log, sqrt and division against 0 in this line.', '{metric} 在第 {step} 步变为 {value}。最先出现非有限值：{tensor}。', '请降低 learningRate（现为 {learningRate}），并在这一行防止 log、sqrt 与除法遇到 0。'),
  'source/gradient': text('{callback}: {problem}', '{hint}', '{callback}：{problem}', '{hint}'),
  'source/test-split': text('The test split was read before the end of training.', 'Use data.validation; the harness opens the test split once, after the last step.', '在训练结束前读取了测试集。', '请使用 data.validation；训练结束后框架会打开一次测试集。'),
  'source/probe': text('The probe has {points} points but embed gave {rows} rows.', 'Give one point for each row of probe.batch.', '探针有 {points} 个点，但 embed 给出了 {rows} 行。', '请为 probe.batch 的每一行给出一个点。'),
  'source/embedding': text('embed gave {value} in row {row}, column {column}.', 'Lower the learning rate, or guard log, sqrt and division against 0 in what embed returns.', 'embed 在第 {row} 行第 {column} 列给出了 {value}。', '请降低学习率，或在 embed 返回的计算中防止 log、sqrt 与除法遇到 0。'),
  'source/figure': text('Figure "{figure}" does not fit together: {part} has {got}, expected {expected}.', 'Correct what `figures` returns, or leave this figure out.', '图“{figure}”的各部分不一致：{part} 为 {got}，应为 {expected}。', '请更正 `figures` 的返回值，或去掉这张图。'),
  'source/params': text('{problem}', 'Give every variable, slot and number a name of its own below `params.at(…)`.', '{problem}', '请为 `params.at(…)` 下的每个变量、槽与数字取不同的名字。'),
  'source/axes': text('Expected a tensor of axes [{spec}], got shape [{shape}].', 'Reshape it before this call, or correct the names of its axes.', '需要轴为 [{spec}] 的张量，得到的形状是 [{shape}]。', '请在调用前改变其形状，或更正轴名。'),
  'source/layer': text('Layer {layer} expects {expected}, got shape [{shape}].', 'Change the sizes given to this layer in init, or reshape its input.', '层 {layer} 需要 {expected}，得到的形状是 [{shape}]。', '请修改 init 中给该层的大小，或改变其输入的形状。'),
  'source/peer': text('Peer {peer} failed in {method}: {problem}', 'Look at this method in {module}.', '协作进程 {peer} 在 {method} 中失败：{problem}', '请检查 {module} 中的这个方法。'),

  // --- Data ------------------------------------------------------------------------------------------------------------------
  'data/unknown': text('There is no data set "{id}".', 'Known sets: {known}. For your own, give a path.', '没有数据集“{id}”。', '已知数据集：{known}。使用自己的数据请给出路径。'),
  'data/missing': text('Data set {id} is not on this machine: {file} is missing.', 'Run `gradlab data {id}` to download it ({size}), or set GRADLAB_DATA to the folder that holds {id}/.', '本机没有数据集 {id}：缺少 {file}。', '运行 `gradlab data {id}` 下载（{size}），或将 GRADLAB_DATA 设为含有 {id}/ 的文件夹。'),
  'data/folder-only': text('Data set {id} is not on this machine: {file} is missing.', 'It cannot be downloaded file by file. Get it from {url}, lay it out as {layout}, and set GRADLAB_DATA to the folder that holds {id}/.', '本机没有数据集 {id}：缺少 {file}。', '该数据集无法逐个文件下载。请从 {url} 获取，按 {layout} 放置，并将 GRADLAB_DATA 设为含有 {id}/ 的文件夹。'),
  'data/not-built': text('Data set {id} comes with Gradlab, but {file} is missing.', 'In a checkout run `npm run build`; else install Gradlab again.', '数据集 {id} 随 Gradlab 提供，但缺少 {file}。', '在源代码检出中请运行 `npm run build`；否则请重新安装 Gradlab。'),
  'data/path': text('There is no file or folder {path}.', 'Check the path given by --data.', '没有文件或文件夹 {path}。', '请检查 --data 给出的路径。'),
  'data/format': text('{file} is not valid {format}: expected {expected}, got {got}.', 'Check the file, or export it again.', '{file} 不是有效的 {format}：应为 {expected}，实为 {got}。', '请检查该文件，或重新导出。'),
  'data/encoding': text('{file} is not UTF-8 text.', 'Save it in the encoding UTF-8.', '{file} 不是 UTF-8 文本。', '请以 UTF-8 编码保存该文件。'),
  'data/kind': text('{path} holds no data that Gradlab can read.', 'It reads a folder of PNG or JPEG images, of texts (.txt) or of sounds (.wav), each class in a sub-folder of its own; a CSV file; idx files; one text file.', '{path} 中没有 Gradlab 能读取的数据。', '可读取：PNG 或 JPEG 图像、文本（.txt）或声音（.wav）文件夹（每类一个子文件夹）；CSV 文件；idx 文件；单个文本文件。'),
  'data/file-name': text('The name of {file} does not match {expected}.', 'Take the file out of the data set, or give it the name it had when published.', '文件名 {file} 与 {expected} 不符。', '请将该文件移出数据集，或恢复其发布时的名字。'),
  'data/sound-rate': text('{file} has {got} samples a second, the other sounds have {expected}.', 'Convert all sounds to one rate.', '{file} 的采样率为 {got} Hz，其他声音为 {expected} Hz。', '请将所有声音转换为同一采样率。'),
  'data/unreadable': text('{file} cannot be read: {problem}', 'Check its permissions.', '无法读取 {file}：{problem}', '请检查其权限。'),
  'data/cut-short': text('{file} is cut short: expected {expected}, got {got}.', 'Copy or download the file again.', '{file} 不完整：应有 {expected}，实有 {got}。', '请重新复制或下载该文件。'),
  'data/checksum': text('{file} is not the published file: expected sha256 {expected}, got {got}.', 'It was removed; download it again with `gradlab data {id}`.', '{file} 与发布的文件不符：应为 sha256 {expected}，实为 {got}。', '该文件已删除；请用 `gradlab data {id}` 重新下载。'),
  'data/download': text('Cannot download {url}: {problem}', 'Try again: what has arrived is kept. Or download it by hand into {folder}.', '无法下载 {url}：{problem}', '请重试：已下载的部分会保留。也可手动下载到 {folder}。'),
  'data/disk-full': text('The disk of {folder} is full: data set {id} takes {size}.', 'Free some space and run `gradlab data {id}` again: what has arrived is kept.', '{folder} 所在磁盘已满：数据集 {id} 需要 {size}。', '请腾出空间后再次运行 `gradlab data {id}`：已下载的部分会保留。'),
  'data/column': text('Data set {id} has no column "{column}".', 'It has: {known}', '数据集 {id} 没有列“{column}”。', '它有：{known}'),
  'data/unsuitable': text('Data set {id} does not suit this scaffold: {problem}', 'It wants {expected}. `gradlab directions` names sets that suit it.', '数据集 {id} 不适合此脚手架：{problem}', '它需要 {expected}。`gradlab directions` 列出适合的数据集。'),

  // --- Installing an engine ----------------------------------------------------------------------------------------------------
  'install/platform': text('TensorFlow for Node is published for {supported}, not for {platform}.', 'Train on another engine: `--engine auto`.', 'TensorFlow 的 Node 版本仅发布于 {supported}，不支持 {platform}。', '请换用其他引擎：`--engine auto`。'),
  'install/npm': text('Installing needs npm, and there is none beside this Node or on PATH.', 'Install Node from nodejs.org, which brings npm, or name npm-cli.js by GRADLAB_NPM.', '安装需要 npm，但此 Node 旁边和 PATH 中都没有。', '请从 nodejs.org 安装 Node（附带 npm），或用 GRADLAB_NPM 指定 npm-cli.js。'),
  'install/running': text('An installation is under way already: {folder}', 'Wait until it has ended.', '已有一个安装正在进行：{folder}', '请等待它结束。'),
  'install/space': text('The disk of {folder} has {free} GB free; this takes about {needed} GB.', 'Free some space, then install again.', '{folder} 所在磁盘剩余 {free} GB，安装约需 {needed} GB。', '请腾出空间后重新安装。'),
  'install/space-npm': text('The disk became full while npm was at work.', 'Free some space (npm keeps downloads in its cache folder too), then install again.', 'npm 工作时磁盘已满。', '请腾出空间（npm 的缓存文件夹也占用空间）后重新安装。'),
  'install/network': text('npm cannot reach its registry: {problem}', 'Check the connection and npm\'s settings (registry, proxy), then install again.', 'npm 无法连接其 registry：{problem}', '请检查网络及 npm 的设置（registry、代理）后重新安装。'),
  'install/library': text('The install script of {name} failed, which downloads libtensorflow 2.9.1 and its addon: {problem}', 'Check that storage.googleapis.com can be reached, or name a mirror by TFJS_NODE_CDN_STORAGE, then install again.', '{name} 的安装脚本失败（它会下载 libtensorflow 2.9.1 及其插件）：{problem}', '请确认可以访问 storage.googleapis.com，或用 TFJS_NODE_CDN_STORAGE 指定镜像，然后重新安装。'),
  'install/npm-failed': text('npm could not install {name}: {problem}', 'Add --verbose for npm\'s own words.', 'npm 无法安装 {name}：{problem}', '加 --verbose 可查看 npm 的原始输出。'),
  'install/probe': text('It was installed, tried, and removed again: {what}', '{next}', '已安装并试用，但随后移除：{what}', '{next}'),
  'install/in-use': text('{folder} cannot be replaced while a run uses it.', 'Stop the runs on the tensorflow engine, then install again.', '有运行正在使用 {folder}，无法替换。', '请先停止使用 tensorflow 引擎的运行，然后重新安装。'),
  'install/canceled': text('The installation was canceled; nothing is left of it.', 'Start it again whenever you like.', '安装已取消，没有留下任何文件。', '可随时重新开始。'),

  // --- The machine -------------------------------------------------------------------------------------------------------------
  'disk/full': text('The disk of {path} is full.', 'Free some space, then `gradlab resume {run}`: the last checkpoint is kept.', '{path} 所在磁盘已满。', '请腾出空间，然后运行 `gradlab resume {run}`：最近的检查点仍在。'),
  'disk/write': text('Cannot write {path}: {problem}', 'Check the folder\'s permissions and the disk.', '无法写入 {path}：{problem}', '请检查文件夹权限与磁盘。'),
  'checkpoint/damaged': text('{file} is damaged: {problem}', 'An earlier checkpoint is used where there is one.', '{file} 已损坏：{problem}', '如有更早的检查点，将使用它。'),
  'checkpoint/mismatch': text('The checkpoint does not fit the model: {problem}', 'The run\'s stored source was changed; start a new run instead.', '检查点与模型不符：{problem}', '该运行保存的源代码已被改动；请开始新的运行。'),
  'daemon/start': text(
    'The Gradlab sidecar did not start: {problem}',
    'See {log}, then run "Gradlab: Restart Sidecar".',
    'Gradlab 后台进程未能启动：{problem}',
    '请查看 {log}，然后运行“Gradlab: 重启后台进程”。',
  ),
  'daemon/refused': text(
    'The sidecar refused this window: {problem}',
    'Run "Gradlab: Restart Sidecar".',
    '后台进程拒绝了此窗口：{problem}',
    '请运行“Gradlab: 重启后台进程”。',
  ),
  'daemon/lost': text(
    'The connection to the sidecar was lost. Runs go on without it.',
    'It is being made again: try in a moment. "Gradlab: Restart Sidecar" does so at once.',
    '与后台进程的连接已断开，运行不受影响。',
    '正在重新连接，请稍后再试；“Gradlab: 重启后台进程”可立即重连。',
  ),
  'daemon/node': text(
    'The setting gradlab.nodePath names {path}, which is no Node of version {oldest} or newer.',
    'Correct the setting, or clear it to let Gradlab find one.',
    '设置 gradlab.nodePath 指向的 {path} 不是版本 {oldest} 以上的 Node。',
    '请更正该设置，或将其清空，由 Gradlab 自行查找。',
  ),
  'daemon/untrusted': text(
    'Training runs the code of this folder, and the folder is not trusted.',
    'Trust the workspace ("Workspaces: Manage Workspace Trust"), then try again.',
    '训练会运行此文件夹中的代码，而该文件夹未受信任。',
    '请先信任此工作区（“工作区: 管理工作区信任”），然后重试。',
  ),
  'daemon/outside': text(
    '{path} is not in this workspace.',
    'Open its folder in the editor first.',
    '{path} 不在此工作区中。',
    '请先在编辑器中打开其所在文件夹。',
  ),
  'child/crashed': text('The training process ended without a word ({how}).', 'Continue from the last checkpoint with `gradlab resume {run}`; if it ends again, try another --engine or a smaller batchSize.', '训练进程意外结束（{how}）。', '用 `gradlab resume {run}` 从最近的检查点继续；若再次发生，请换 --engine 或减小 batchSize。'),
  internal: text('Gradlab failed: {problem}', 'This is a defect of Gradlab. Please report it with the output of --verbose.', 'Gradlab 出错：{problem}', '这是 Gradlab 的缺陷。请附上 --verbose 的输出报告。'),
} as const satisfies Record<string, ErrorText>

export type ErrorCode = keyof typeof errorTexts
