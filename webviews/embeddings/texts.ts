import type { Language, Translated } from '../../protocol'
import { fill } from '../../protocol/texts/fill'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What the embeddings panel says. A text without a translation does not compile. */
export const embeddingsTexts = {
  // --- Choosing -------------------------------------------------------------------------------------------------------
  run: text('Run', '运行'),
  seed: text('seed {seed}', '种子 {seed}'),
  method: text('Projection', '投影'),
  pca: text('PCA', 'PCA'),
  umap: text('UMAP', 'UMAP'),
  tower: text('Tower', '分支'),
  curves: text('Curves', '曲线'),
  'curves.about': text("Show this run's curves", '显示本次运行的曲线'),
  plot: text('Plot', '散点图'),
  table: text('Table', '表格'),
  'table.about': text('The same points as a table', '以表格显示相同的点'),
  'status.starting': text('starting', '正在启动'),
  'status.running': text('training', '训练中'),
  'status.paused': text('paused', '已暂停'),
  'status.completed': text('completed', '已完成'),
  'status.stopped': text('stopped', '已停止'),
  'status.failed': text('failed', '失败'),
  'status.interrupted': text('interrupted', '已中断'),

  // --- The plot -------------------------------------------------------------------------------------------------------
  'plot.kind': text('scatter plot', '散点图'),
  'plot.about': text('{points} points in {labels} classes at step {step}, {method}', '第 {step} 步的 {points} 个点，{labels} 个类别，{method}'),
  'plot.keys': text(
    'Arrow keys go from point to point, Enter plays its sound, Escape closes the card. Plus and minus zoom, 0 shows all, F fits this step, Shift and arrow keys move the picture.',
    '方向键在点之间移动，回车播放声音，Esc 关闭卡片。加号与减号缩放，0 显示全部，F 适配当前步，Shift 加方向键平移画面。',
  ),
  'zoom.in': text('Zoom in (+)', '放大 (+)'),
  'zoom.out': text('Zoom out (−)', '缩小 (−)'),
  'zoom.all': text('Show all steps (0)', '显示所有步 (0)'),
  'zoom.fit': text('Fit this step (F)', '适配当前步 (F)'),
  busy: text('Projecting…', '正在投影…'),
  'about.points': text('{points} points, {labels} classes', '{points} 个点，{labels} 个类别'),
  'about.point': text('1 point', '1 个点'),
  'about.pca': text('The two axes hold {share} of the variance.', '两个轴保留了 {share} 的方差。'),
  'about.umap': text('UMAP keeps neighbors together; distances between clusters mean little.', 'UMAP 保留邻近关系；簇与簇之间的距离没有多少意义。'),

  'about.canvas': text('So many points are slow, drawn without WebGL2.', '没有 WebGL2，点数较多时绘制较慢。'),
  'about.problem': text('1 frame is left out. {problem}', '有 1 帧未显示。{problem}'),
  'about.problems': text('{frames} frames are left out. The last of them: {problem}', '有 {frames} 帧未显示。最近一帧：{problem}'),

  // --- Steps ----------------------------------------------------------------------------------------------------------
  step: text('step', '步'),
  'step.value': text('step {step}, frame {place} of {frames}', '第 {step} 步，第 {place}/{frames} 帧'),
  play: text('Play', '播放'),
  pause: text('Pause', '暂停'),
  newest: text('Newest', '最新'),
  'newest.about': text('Follow the newest frame', '跟随最新一帧'),
  follows: text('follows the newest', '跟随最新'),

  // --- Classes --------------------------------------------------------------------------------------------------------
  classes: text('Classes', '类别'),
  'classes.about': text('Classes: choose some to bring out their points', '类别：选择若干项以突出其点'),
  'classes.search': text('Find a class', '查找类别'),
  'classes.none': text('No class matches.', '没有匹配的类别。'),
  'classes.all': text('Show all', '显示全部'),
  'classes.chosen': text('{chosen} of {labels} chosen', '已选 {chosen}/{labels}'),
  shapes: text('Shapes', '形状'),
  'shapes.about': text('Tell classes apart by shape as well as by color', '除颜色外也用形状区分类别'),
  unlabeled: text('no label', '无标签'),

  // --- A point --------------------------------------------------------------------------------------------------------
  point: text('point {point}', '点 {point}'),
  'sound.play': text('Play sound', '播放声音'),
  'sound.seconds': text('{seconds} s', '{seconds} 秒'),
  'image.about': text('image of point {point}, {width} × {height}', '点 {point} 的图像，{width} × {height}'),
  close: text('Close', '关闭'),
  label: text('class', '类别'),
  content: text('content', '内容'),
  'content.image': text('image', '图像'),
  'content.sound': text('sound', '声音'),
  'table.point': text('point', '点'),
  'table.caption': text('{points} points at step {step}', '第 {step} 步的 {points} 个点'),
  'table.show': text('Show point {point} in the plot', '在散点图中显示点 {point}'),
  'page.place': text('{from}–{to} of {points}', '第 {from}–{to} 个，共 {points} 个'),
  'page.previous': text('Previous page', '上一页'),
  'page.next': text('Next page', '下一页'),

  // --- Nothing to see -------------------------------------------------------------------------------------------------
  loading: text('Loading…', '正在加载…'),
  'empty.runs': text(
    'No run yet. Train an experiment, and the embedding of its probe set forms here, step by step.',
    '还没有运行。训练一个实验后，其探测集的嵌入会在此逐步形成。',
  ),
  'empty.starting': text('The run is starting. The first frame comes before its first step.', '运行正在启动。第一帧会在第一步之前出现。'),
  'empty.soon': text('No frame yet. The first comes at any moment; later ones with each evaluation.', '还没有帧。第一帧即将出现；之后每次评估会增加一帧。'),
  'empty.failed': text('This run failed before its first frame: {problem}', '本次运行在第一帧之前就失败了：{problem}'),
  'empty.ended': text('This run ended before its first frame.', '本次运行在第一帧之前就结束了。'),
  'empty.embed': text(
    'This experiment shows no embedding. Add “embed” to defineExperiment in model.ts: it returns a tensor of shape [points, D] for the probe batch.',
    '该实验没有嵌入可显示。请在 model.ts 的 defineExperiment 中加入“embed”：它对探测批次返回形状为 [点数, D] 的张量。',
  ),
  'empty.refused': text('The frames of this run cannot be projected. {problem}', '无法对本次运行的帧进行投影。{problem}'),
  'empty.problem': text('unknown', '原因未知'),
} as const satisfies Record<string, Translated>

export type EmbeddingsText = keyof typeof embeddingsTexts
export type Say = (code: EmbeddingsText, context?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Language): Say {
  return (code, context = {}) => fill(embeddingsTexts[code][language], context)
}
