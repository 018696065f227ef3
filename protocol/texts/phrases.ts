import type { EngineReason } from '../engines'
import type { Language } from '../language'

/** A value of an error's context that is itself text: it travels by name and is put into words with the error. */
export interface Phrase {
  readonly phrase: PhraseCode
}

const text = (en: string, zh: string): Readonly<Record<Language, string>> => ({ en, 'zh-cn': zh })

/** Texts that are part of an error's sentence or suggestion. Their placeholders are those of the error. */
export const phrases = {
  // --- What a hyper-parameter takes ----------------------------------------------------------------------------------------
  'hyper/number': text('a number', '一个数'),
  'hyper/whole-number': text('a whole number', '一个整数'),

  // --- Why an engine can or cannot be used --------------------------------------------------------------------------------
  'reason/ready': text('ready', '就绪'),
  'reason/reference': text('the reference the others are checked against; slow', '作为其他引擎的对照基准；较慢'),
  'reason/not-installed': text('not installed; `gradlab engines --install tensorflow` does so, or “Gradlab: Install TensorFlow Engine…”', '尚未安装；可用 `gradlab engines --install tensorflow` 或“Gradlab: 安装 TensorFlow 引擎…”安装'),
  'reason/library-missing': text('a library that it needs is not on this machine', '本机缺少它所需的库'),
  'reason/probe-crashed': text('its native code ended the process that tried it', '其原生代码使试用进程异常退出'),
  'reason/probe-hung': text('it gave no answer within this many seconds', '它在这么多秒内没有响应'),
  'reason/card-unused': text('works, but on the processor: it found no graphics card that it can use', '可用，但在处理器上运行：未找到它能使用的显卡'),
  'reason/probe-failed': text('it was tried and did not work', '试用未成功'),
  'reason/no-adapter': text('no graphics card with a driver for WebGPU (Vulkan, Metal or Direct3D 12) was found', '未找到带有 WebGPU 所需驱动（Vulkan、Metal 或 Direct3D 12）的显卡'),
  'reason/no-such-adapter': text('no graphics card has the name that was asked for', '没有指定名称的显卡'),
  'reason/software-adapter': text('a processor that stands in for a graphics card; `auto` leaves it alone', '由处理器模拟的显卡；`auto` 不会选用'),
  'reason/switched-off': text('switched off by the name "none" for its adapter', '已通过将适配器设为“none”关闭'),
  'reason/editors-node': text("the editor's own Node forbids the memory that WebGPU needs; install Node 22 or newer", '编辑器自带的 Node 不允许 WebGPU 所需的内存；请安装 Node 22 或更新版本'),
  'reason/none-worked': text('none of them passed its trial', '没有一个通过试用'),

  // --- What to try when a shape does not fit ------------------------------------------------------------------------------
  'shape/broadcast': text(
    "Sizes must be equal, or 1, counted from the last axis. Insert an axis with `expandDims`, or name the axes with `axes(x, 'B C')` to see which one is off.",
    "从最后一个轴数起，各轴大小须相等或为 1。可用 `expandDims` 插入轴，或用 `axes(x, 'B C')` 标明各轴，看是哪一个不符。",
  ),
  'shape/matMul': text(
    'The last axis of the first must be as long as the last but one of the second. Transpose one, or change the sizes given in init.',
    '前者的最后一轴须与后者的倒数第二轴等长。请转置其一，或修改 init 中给出的大小。',
  ),
  'shape/reshape': text(
    'The product of the new sizes must equal the number of values; leave one size to -1.',
    '新形状各大小之积须等于元素个数；可将其中一个写作 -1。',
  ),
  'shape/join': text(
    'All tensors must agree on every axis but the one they are joined along. Check that axis.',
    '除拼接的那个轴外，所有张量的各轴须一致。请检查拼接轴。',
  ),
  'shape/index': text(
    'An index is outside the axis. Check the class count, vocabulary size or rows it was made for.',
    '下标超出了轴的范围。请检查类别数、词表大小或行号。',
  ),
  'shape/assign': text(
    'A variable keeps its shape and dtype. Reshape or cast the new value before `assign`.',
    '变量的形状与 dtype 不变。请在 `assign` 之前改变新值的形状或类型。',
  ),
  'shape/other': text(
    "Print the shapes before this line (`console.log(x.shape)`), or name them with `axes(x, 'B C')`.",
    "请在这一行之前打印形状（`console.log(x.shape)`），或用 `axes(x, 'B C')` 标明。",
  ),

  // --- What to try when there is no gradient ------------------------------------------------------------------------------
  'gradient/operation': text(
    'This operation cannot be trained through. Use one that has a gradient, move it out of the loss, or give it one with `tf.customGrad`.',
    '该运算没有梯度。请换用有梯度的运算，将它移出损失函数，或用 `tf.customGrad` 为它定义梯度。',
  ),
  'gradient/disconnected': text(
    'No variable given to the optimizer takes part in the loss. Compute the forward pass inside the closure given to `minimize`, and pass the Params that hold these variables.',
    '交给优化器的变量都没有参与损失。请在传给 `minimize` 的闭包内计算前向过程，并传入持有这些变量的 Params。',
  ),
  'gradient/scalar': text('The loss must be one number: end it with `.mean().asScalar()`.', '损失必须是一个数：请在末尾使用 `.mean().asScalar()`。'),
  'gradient/shape': text(
    'The gradient given to `tf.customGrad` must have the shape of its input: sum it over the axes that were broadcast.',
    '`tf.customGrad` 给出的梯度须与其输入同形：请对广播过的轴求和。',
  ),

  // --- What to try after an exception --------------------------------------------------------------------------------------
  'hint/disposed': text(
    "A callback's tensors are freed when it ends. Keep what must last in Params (`variable`, `slot`) or return it from `data` or `init`; do not dispose of it by hand.",
    '回调结束后其张量会被释放。需要保留的请放入 Params（`variable`、`slot`）或由 `data`、`init` 返回；不要手动释放。',
  ),
  'hint/undefined': text(
    'Something before this is undefined: look whether `init` or `data` returns it under this name, and whether an index is past the end.',
    '前面的某个值是 undefined：请查看 `init` 或 `data` 是否以此名返回它，下标是否越界。',
  ),
  'hint/not-function': text(
    'Check the spelling, and what type the value before the dot has: a variant may lack this method.',
    '请检查拼写，以及点号前的值是什么类型：某个变体可能没有此方法。',
  ),
  'hint/not-defined': text('Declare it, import it from its module, or check the spelling.', '请声明它、从所在模块导入它，或检查拼写。'),
  'hint/not-iterable': text('Spread, destructuring and for…of need an array. Was a promise not awaited?', '展开、解构与 for…of 需要数组。是否漏了 await？'),
  'hint/promise': text(
    'Await outside `tf.tidy`: callbacks have a tensor scope of their own, so an async one needs no tidy.',
    '请在 `tf.tidy` 之外 await：每个回调自带张量作用域，异步回调无需 tidy。',
  ),
  'hint/dtype': text(
    'Cast it: `.toInt()` for indices and labels, `.toFloat()` for what is calculated with.',
    '请转换类型：下标与标签用 `.toInt()`，参与计算的用 `.toFloat()`。',
  ),
  'hint/not-tensor': text(
    'This value is not a tensor. Await it if it is a promise, and check that the function before it returns a value.',
    '该值不是张量。若是 promise 请 await，并检查前面的函数是否返回了值。',
  ),
  'hint/memory': text("Lower batchSize or the model's width, or use an engine with more memory.", '请减小 batchSize 或模型宽度，或换用内存更大的引擎。'),
  'hint/kernel': text(
    'This engine lacks the operation. Try `--engine cpu`, or write it with other operations.',
    '该引擎缺少此运算。请试用 `--engine cpu`，或改用其他运算。',
  ),
  'hint/read-back': text(
    'Tensors cannot be read at once here: `await x.data()`, outside the loss; in `step` return a scalar instead.',
    '此处不能同步读取张量：请在损失函数之外使用 `await x.data()`；在 `step` 中请改为返回标量。',
  ),
  'hint/recursion': text('A function calls itself without end. Check the condition that stops it.', '函数无休止地调用自身。请检查终止条件。'),
  'hint/other': text('Look at this line; `--verbose` shows the whole stack.', '请检查这一行；`--verbose` 会显示完整的调用栈。'),

  // --- What is wrong with a file -----------------------------------------------------------------------------------------------
  'file/missing': text('there is no such file', '文件不存在'),
  'file/json': text('it is not JSON ({got})', '不是 JSON（{got}）'),
  'file/field': text('"{field}" should be {expected}, not {got}', '“{field}”应为 {expected}，得到的是 {got}'),

  // --- Why TensorFlow cannot be used, and what to do about it ----------------------------------------------------------------
  'tensorflow/not-installed': text('it is not installed.', '尚未安装。'),
  'tensorflow/not-installed/next': text(
    'Install it with `gradlab engines --install tensorflow` or “Gradlab: Install TensorFlow Engine…”, or use `--engine auto`.',
    '用 `gradlab engines --install tensorflow` 或“Gradlab: 安装 TensorFlow 引擎…”安装，或使用 `--engine auto`。',
  ),
  'tensorflow/library-missing': text('a library that it needs is not on this machine: {problem}.', '本机缺少它所需的库：{problem}。'),
  'tensorflow/library-missing/next': text(
    'libtensorflow comes with the package: install it again. libcudart, libcudnn and the like come with CUDA 11.2 and cuDNN 8.1. GLIBC and GLIBCXX come with a newer system. tensorflow.dll needs the Visual C++ runtime.',
    'libtensorflow 随软件包提供，请重新安装。libcudart、libcudnn 等随 CUDA 11.2 与 cuDNN 8.1 提供。GLIBC 与 GLIBCXX 随较新的系统提供。tensorflow.dll 需要 Visual C++ 运行库。',
  ),
  'tensorflow/probe-crashed': text('its native code ended the process that tried it ({problem}).', '其原生代码使试用进程异常退出（{problem}）。'),
  'tensorflow/probe-crashed/next': text(
    'It may need a processor with AVX, or fit neither this CUDA nor this graphics card. Install the package without a graphics card (`gradlab engines --install tensorflow`), or use `--engine auto`.',
    '它可能需要带 AVX 的处理器，或与此 CUDA、此显卡不匹配。请安装不用显卡的软件包（`gradlab engines --install tensorflow`），或使用 `--engine auto`。',
  ),
  'tensorflow/probe-hung': text('it gave no answer within {problem} s.', '它在 {problem} 秒内没有响应。'),
  'tensorflow/probe-hung/next': text(
    'A graphics card newer than CUDA 11.2 has its code compiled at the first start, which can take half an hour: use webgpu there (`--engine webgpu`), or install the package without a graphics card.',
    '比 CUDA 11.2 更新的显卡在首次启动时需要编译代码，可能长达半小时：请改用 webgpu（`--engine webgpu`），或安装不用显卡的软件包。',
  ),
  'tensorflow/probe-failed': text('it was tried and did not work: {problem}.', '试用未成功：{problem}。'),
  'tensorflow/probe-failed/next': text(
    'Install it again with `gradlab engines --install tensorflow`, or use `--engine auto`.',
    '用 `gradlab engines --install tensorflow` 重新安装，或使用 `--engine auto`。',
  ),
} as const satisfies Record<string, Readonly<Record<Language, string>>> & Record<`reason/${EngineReason}`, object>

export type PhraseCode = keyof typeof phrases
