import type { Translated } from '../directions'
import type { Language } from '../language'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What a run's HTML report says around its numbers. A text without a translation does not compile. */
export const reportTexts = {
  seed: text('seed {seed}', '种子 {seed}'),
  'metric.higher': text('higher is better', '越高越好'),
  'metric.lower': text('lower is better', '越低越好'),
  'metric.accuracy': text('{percent} of the rows that training never saw are answered right.', '训练中从未见过的样本有 {percent} 回答正确。'),
  'metric.none': text(
    'No test metric: the test split is opened once, after the last step, and this run has not made it.',
    '没有测试指标：测试集只在最后一步之后打开一次，而本次运行尚未完成。',
  ),
  'data.generated': text('The data is generated: these numbers say nothing about a real task.', '数据为人工生成：这些数值不代表真实任务上的表现。'),
  'run.live-changes': text(
    'A hyper-parameter was changed while this run trained; the command below does not repeat that.',
    '本次运行在训练过程中修改过超参数；下面的命令不会重现这一修改。',
  ),
  'fact.status': text('status', '状态'),
  'fact.data': text('data', '数据'),
  'fact.generated': text('generated', '人工生成'),
  'fact.engine': text('engine', '引擎'),
  'fact.steps': text('steps', '步数'),
  'fact.parameters': text('parameters', '参数'),
  'fact.time': text('training time', '训练用时'),
  'fact.started': text('started', '开始时间'),
  'fact.direction': text('scaffold', '脚手架'),
  threads: text('{count} threads', '{count} 线程'),
  thread: text('1 thread', '1 线程'),
  'section.curves': text('Curves', '曲线'),
  'section.metrics': text('Final metrics', '最终指标'),
  'section.embedding': text('Embedding', '嵌入'),
  'section.figures': text('Figures', '图'),
  'section.hyper': text('Hyper-parameters', '超参数'),
  'section.reproduce': text('Run it again', '重现'),
  'reproduce.exact': text('The same seed on the same machine and engine gives the same numbers.', '同一机器与引擎上，相同种子得到相同数值。'),
  source: text('source {hash}', '源代码 {hash}'),
  noscript: text(
    "Curves, embedding and figures are drawn by this page's own script, which your browser does not run.",
    '曲线、嵌入与图由本页自带的脚本绘制，而您的浏览器未运行它。',
  ),
  none: text('Nothing was logged yet.', '尚无记录。'),
  smoothing: text('Smoothing', '平滑'),
  'smoothing.about': text(
    'Pale: every value as logged. Bold: its moving average over steps. Validation is never smoothed.',
    '浅色：原始记录值。深色：按步数的移动平均。验证指标从不平滑。',
  ),
  'log-axis': text('Log axis', '对数轴'),
  step: text('step', '步'),
  raw: text('raw', '原始'),
  smoothed: text('smoothed', '平滑'),
  best: text('best {value} at step {step}', '最佳 {value}，第 {step} 步'),
  last: text('last {value}', '最后 {value}'),
  'not-finite': text('{count} not finite, first at step {step} (▲)', '{count} 个非有限值，首见于第 {step} 步（▲）'),
  'not-positive': text('{count} not above 0 have no place on a log axis (▽)', '{count} 个不大于 0 的值无法在对数轴上显示（▽）'),
  'all-not-finite': text('Every value is NaN or infinite.', '所有值均为 NaN 或无穷。'),
  'chart.about': text(
    '{name} over {count} steps: {first} at step {from}, {final} at step {to}. Arrow keys read values.',
    '{name}，共 {count} 步：第 {from} 步 {first}，第 {to} 步 {final}。用方向键读取数值。',
  ),
  'embedding.none': text('This run stored no embedding.', '本次运行未保存嵌入。'),
  'embedding.about': text(
    '{points} probe points on the first two principal axes, which hold {share} of the variance at this step. Steps are turned to match, so a point that moves has moved.',
    '{points} 个探针点投影到前两个主轴，占该步方差的 {share}。各步已对齐，点的移动即其真实变化。',
  ),
  'embedding.keys': text(
    'Embedding of {points} points. Arrow keys go from point to point, Escape lets go.',
    '{points} 个点的嵌入。用方向键在点之间移动，Esc 取消。',
  ),
  'frames.left-out': text('{count} frames hold NaN or infinite values and are left out.', '{count} 帧含有 NaN 或无穷值，未显示。'),
  tower: text('Tower', '塔'),
  play: text('Play', '播放'),
  pause: text('Pause', '暂停'),
  'sound.play': text('Enter or click plays the sound.', '按回车或点击播放声音。'),
  'sound.left-out': text('The sounds of {count} points are left out of this file to keep it small.', '为控制文件大小，{count} 个点的声音未包含在本文件中。'),
  'labels.about': text('Select labels to bring them out', '选择标签以突出显示'),
  'labels.all': text('Show all', '全部显示'),
  'points.table': text('The points as a table', '以表格查看各点'),
  'points.some': text('The first {shown} of {points} points.', '前 {shown} 个点，共 {points} 个。'),
  point: text('point', '点'),
  label: text('label', '标签'),
  content: text('text', '文本'),
  'figures.none': text('This run logged no figure.', '本次运行未记录任何图。'),
  'raster.events': text('{count} events in {rows} rows and {columns} columns', '{rows} 行 {columns} 列中有 {count} 个事件'),
  'heatmap.range': text('from {low} (faint) to {high} (strong)', '由 {low}（淡）到 {high}（浓）'),
} as const satisfies Record<string, Translated>

export type ReportText = keyof typeof reportTexts
export type ReportTexts = Readonly<Record<ReportText, string>>

export function reportTextsIn(language: Language): ReportTexts {
  return Object.fromEntries(Object.entries(reportTexts).map(([code, translated]) => [code, translated[language]])) as Record<ReportText, string>
}
