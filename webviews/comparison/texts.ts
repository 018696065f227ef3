import type { Language, Translated } from '../../protocol'
import { comparisonTexts, type ComparisonText } from '../../protocol/texts/comparison'
import { fill } from '../../protocol/texts/fill'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What the comparison panel says besides what every output of a comparison says. */
export const comparisonPanelTexts = {
  loading: text('Loading…', '正在加载…'),
  'empty.title': text('Nothing compared yet', '还没有进行过对比'),
  'empty.about': text(
    'A comparison trains variants and baseline with the same seeds and steps, and says whether a variant helps, by how much, and how sure that is.',
    '对比会用相同的种子和步数训练各变体与基线，并给出变体是否有帮助、差多少、有多可信。',
  ),
  compare: text('Compare…', '对比…'),
  untrusted: text('Training needs a trusted workspace.', '训练需要受信任的工作区。'),

  // --- The comparison at the top ----------------------------------------------------------------------------------------
  choose: text('Comparison', '对比'),
  'card.seeds': text('{seeds} seeds', '{seeds} 个种子'),
  'card.cut': text('{steps} steps', '{steps} 步'),
  'card.tuned': text('tuned', '已调参'),
  'status.running': text('comparing', '对比中'),
  'status.completed': text('completed', '已完成'),
  'status.interrupted': text('interrupted', '已中断'),
  'status.failed': text('failed', '失败'),
  'progress.bar': text('Progress of the comparison', '对比进度'),
  'progress.ended': text('{ended} of {runs} runs', '已完成 {ended}/{runs} 个运行'),
  'progress.failed': text('{count} failed', '{count} 个失败'),
  'progress.step': text('{run}: step {step} of {steps}', '{run}：第 {step}/{steps} 步'),
  'progress.begins': text('{run} begins', '{run} 即将开始'),
  'progress.left': text('about {time} left', '剩余约 {time}'),
  cancel: text('Cancel', '取消'),
  'cancel.about': text('The run under way writes a checkpoint; the comparison goes on from there', '正在进行的运行会写入检查点，之后可从该处继续'),
  'go-on': text('Go on', '继续'),
  'go-on.again': text('Try failed runs again', '重试失败的运行'),
  'in-terminal': text('A terminal works at it.', '正由终端执行。'),
  asked: text('{action}: asked', '已请求：{action}'),
  export: text('Export', '导出'),
  'export.copy': text('Copy as Markdown', '复制为 Markdown'),
  'export.md': text('Table as Markdown…', '表格（Markdown）…'),
  'export.tex': text('Table as LaTeX…', '表格（LaTeX）…'),
  'export.svg': text('Picture as SVG…', '图片（SVG）…'),
  copied: text('Copied.', '已复制。'),
  'error.open': text('Open {place}', '打开 {place}'),

  // --- What it says -----------------------------------------------------------------------------------------------------
  verdicts: text('Does it help?', '有帮助吗？'),
  'so-far': text(
    'So far: runs are missing. Whoever stops as soon as a verdict pleases mistakes chance for effect.',
    '尚未完成：还有运行缺失。若一出现满意的结论就停止，会把偶然当作效果。',
  ),
  'no-verdict': text('The first words come with the first pair of runs.', '第一对运行完成后会给出结论。'),
  against: text('against the baseline in {metric}', '与基线相比（{metric}）'),
  beside: text('By its other metrics, which decide nothing', '其他指标（不据此下结论）'),
  'beside.means': text('{variant} against {baseline}', '{variant} 对 {baseline}'),
  'no-pair': text('There is no pair of finished runs.', '没有成对完成的运行。'),
  values: text('{metric}, by seed', '{metric}（按种子）'),
  'values.about': text('{row}: mean {mean}', '{row}：均值 {mean}'),
  'values.reference': text(
    'Dashed: the baseline’s mean. Hollow: a seed. Filled: the mean and its 95 % interval.',
    '虚线：基线均值。空心：一个种子。实心：均值及其 95% 区间。',
  ),
  'values.bounds': text(
    'Triangle, ≥: a run that did not reach its target; with more steps its value would be larger, and so the mean.',
    '三角形（≥）：未达到目标的运行，步数更多时数值会更大，均值也会更大。',
  ),
  differences: text('Difference from the baseline, by seed', '与基线的差异（按种子）'),
  'differences.reference': text(
    'Dashed: no difference. Hollow: the same seed in both. Filled: the mean and its 95 % interval.',
    '虚线：无差异。空心：同一种子的差异。实心：均值及其 95% 区间。',
  ),
  'differences.bounds': text(
    'Triangle, ≥ or ≤: one run of the pair did not reach its target, and the difference may lie further that way. Dashed circle, ≷: neither did, and it may lie either way.',
    '三角形（≥ 或 ≤）：一对运行中有一个未达到目标，差异可能还要更偏向该侧。虚线圈（≷）：两个都未达到，差异可能偏向任一侧。',
  ),
  'seed.name': text('seed {seed}', '种子 {seed}'),
  table: text('Table', '表格'),
  cost: text('What it costs', '代价'),
  'column.steps': text('steps', '步数'),
  'column.equal': text('{metric} at equal seconds', '相同时间时的 {metric}'),
  'equal.cell': text('{variant} against {baseline}, after {seconds} s', '{variant} 对 {baseline}，{seconds} 秒后'),
  curves: text('On the way', '训练过程'),
  'curves.about': text('Mean of the seeds with its 95 % interval; pale: the run that trains.', '各种子的均值及其 95% 区间；浅色：正在训练的运行。'),
  'curves.none': text('No validation metric is logged on the way.', '训练过程中没有记录验证指标。'),
  'x-axis': text('x', 'x'),
  'axis.step': text('step', '步'),
  'axis.time': text('training time', '训练时间'),
  'line.run': text('{arm} (1 run)', '{arm}（1 个运行）'),
  'line.runs': text('{arm} ({runs} runs)', '{arm}（{runs} 个运行）'),

  // --- Its runs ----------------------------------------------------------------------------------------------------------
  runs: text('Runs', '运行'),
  'runs.open': text('Show all as curves', '以曲线显示全部'),
  'run.name': text('{variant} seed {seed}', '{variant} 种子 {seed}'),
  'run.trial': text('{variant}, trial with learning rate {rate}', '{variant}，学习率 {rate} 的试验'),
  'run.open': text('Show the curves of {run}', '显示 {run} 的曲线'),
  'column.run': text('run', '运行'),
  'column.status': text('status', '状态'),
  'column.value': text('value', '数值'),
  'run.waiting': text('waiting', '等待中'),
  'run.training': text('training', '训练中'),
  'run.completed': text('completed', '已完成'),
  'run.reused': text('from before', '沿用已有'),
  'run.failed': text('failed', '失败'),
  'run.same': text('The same error as in {run}.', '错误与 {run} 相同。'),
  'run.bound': text('The run did not reach its target; with more steps the value would be larger.', '该运行未达到目标；步数更多时数值会更大。'),
  'run.cut': text('cut short', '提前结束'),
} as const satisfies Record<string, Translated>

export type PanelText = keyof typeof comparisonPanelTexts
export type Say = (code: PanelText | ComparisonText, context?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Language): Say {
  return (code, context = {}) =>
    fill((code in comparisonPanelTexts ? comparisonPanelTexts[code as PanelText] : comparisonTexts[code as ComparisonText])[language], context)
}
