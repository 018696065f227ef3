import type { Language, Translated } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import { fill } from '../../protocol/texts/fill'

const text = (en: string, zh: string): Translated => ({ en, 'zh-cn': zh })

/** What the curves panel says. A text without a translation does not compile. */
export const curvesTexts = {
  // --- States ---------------------------------------------------------------------------------------------------------
  loading: text('Loading…', '正在加载…'),
  'empty.title': text('No run yet', '还没有运行'),
  'empty.about': text(
    'Open an experiment’s model.ts and press ▶ Train above defineExperiment, or run “Gradlab: Train” from the command palette. The curve appears with the first step.',
    '打开实验的 model.ts，点击 defineExperiment 上方的 ▶ 训练，或在命令面板中运行“Gradlab: 训练”。第一步完成后曲线就会出现。',
  ),
  'empty.new': text('No experiment yet? “Gradlab: New Experiment…” makes one.', '还没有实验？用“Gradlab: 新建实验…”创建。'),
  'empty.shown': text('No run is shown. Tick one in the list.', '没有显示任何运行。请在列表中勾选。'),
  'empty.curves': text('No value logged yet. The first appears with the first step.', '尚无记录。第一步完成后即会出现。'),
  'empty.filter': text('No metric matches “{filter}”.', '没有指标匹配“{filter}”。'),

  // --- The run at the top --------------------------------------------------------------------------------------------
  seed: text('seed {seed}', '种子 {seed}'),
  'progress.step': text('step {step}', '第 {step} 步'),
  'progress.of': text('step {step} of {steps}', '第 {step}/{steps} 步'),
  'progress.bar': text('Training progress', '训练进度'),
  'data.generated': text('generated data', '生成的数据'),
  'data.generated.about': text('The data is generated: these numbers say nothing about a real task.', '数据为人工生成：这些数值不代表真实任务上的表现。'),
  'live.changed': text('{key} changed to {value} at step {step}', '第 {step} 步将 {key} 改为 {value}'),
  pause: text('Pause', '暂停'),
  continue: text('Resume', '继续'),
  stop: text('Stop', '停止'),
  resume: text('Resume', '继续'),
  'resume.about': text('Goes on from the last checkpoint', '从最近的检查点继续'),
  'resume.untrusted': text('Training needs a trusted workspace.', '训练需要受信任的工作区。'),
  asked: text('{action}: asked', '已请求：{action}'),
  embeddings: text('Embeddings', '嵌入'),
  compare: text('Compare', '对比'),
  'compare.about': text('Does it help? The comparison of this experiment, or a first one', '有帮助吗？查看此实验的对比，或进行首次对比'),
  comparison: text('Comparison', '对比'),
  'comparison.more': text('and {count} more', '以及另外 {count} 个'),
  'comparison.doubts': text('⚠ with doubts', '⚠ 有保留'),
  'comparison.open': text('Show comparison', '显示对比'),
  'hyper.title': text('Change while it trains', '训练中修改'),
  'hyper.range': text('{min} to {max}', '{min} 至 {max}'),
  'hyper.apply': text('Apply', '应用'),
  'hyper.sent': text('Sent: {key} = {value}. It holds from the next step on.', '已发送：{key} = {value}。自下一步起生效。'),
  'error.open': text('Open {place}', '打开 {place}'),

  // --- The list of runs ------------------------------------------------------------------------------------------------
  runs: text('Runs', '运行'),
  'runs.count': text('{shown} of {all} shown', '显示 {shown} / {all}'),
  'runs.filter': text('Filter runs', '筛选运行'),
  'runs.newest': text('Show newest 6', '显示最新 6 个'),
  'runs.all': text('Show all {count}', '显示全部 {count} 个'),
  'runs.none': text('Hide all', '全部隐藏'),
  'runs.metric': text('Metric listed', '所列指标'),
  'column.run': text('run', '运行'),
  'column.last': text('last', '最后'),
  'column.best': text('best', '最佳'),
  'run.show': text('Show {run}', '显示 {run}'),
  'run.color': text('Color of {run}', '{run} 的颜色'),
  'run.choose': text('Show controls and figures of {run}', '查看 {run} 的控制与图'),
  'best.at': text('at step {step}', '第 {step} 步'),

  // --- Above the charts -----------------------------------------------------------------------------------------------
  smoothing: text('Smoothing', '平滑'),
  'smoothing.about': text(
    'Moving average over steps, computed on every value. Pale behind it: the values as logged. Metrics logged seldom stay as they are.',
    '按步数的移动平均，基于全部数值计算。后方浅色为原始值。记录稀疏的指标保持原样。',
  ),
  'axis.x': text('x', 'x'),
  'axis.step': text('step', '步'),
  'axis.time': text('training time', '训练时间'),
  'axis.metric': text('a metric', '指标'),
  'axis.x.scale': text('x scale', 'x 刻度'),
  'axis.clock': text('wall clock', '时刻'),
  'axis.y': text('y', 'y'),
  'axis.linear': text('linear', '线性'),
  'axis.log': text('log', '对数'),
  group: text('Group', '分组'),
  'group.now': text('Grouped by {by}', '按{by}分组'),
  'group.by': text('Draw runs as one line by', '将运行合并为一条线，依据'),
  'group.variant': text('variant', '变体'),
  'group.center': text('line', '线'),
  'group.center.mean': text('mean', '均值'),
  'group.center.median': text('median', '中位数'),
  'group.band': text('band', '范围'),
  'group.band.range': text('least to greatest', '最小到最大'),
  'group.band.deviation': text('±1 standard deviation', '±1 标准差'),
  'group.band.none': text('none', '无'),
  'group.each': text('Each run as well, pale', '同时以浅色显示各运行'),
  'group.about': text(
    'At each step that a run logged, over the runs that did; hover to see how many. Where one is NaN, so is the line.',
    '逐步计算，仅含在该步有记录的运行；悬停可见其数目。若其一为 NaN，该线亦为 NaN。',
  ),
  'group.label': text('{group} ({runs})', '{group}（{runs}）'),
  'group.run': text('1 run', '1 个运行'),
  'group.count': text('runs', '运行数'),
  'group.runs': text('{runs} runs', '{runs} 个运行'),
  'metrics.filter': text('Filter metrics', '筛选指标'),
  'zoom.reset': text('Reset zoom', '重置缩放'),
  export: text('Export', '导出'),
  'export.csv': text('Every value as CSV', '全部数值（CSV）'),
  'export.svg': text('Charts as SVG', '图表（SVG）'),
  help: text('Help', '帮助'),

  // --- A chart -----------------------------------------------------------------------------------------------------------
  'chart.about': text('{metric}: {runs}. Arrow keys read values.', '{metric}：{runs}。用方向键读取数值。'),
  'chart.run': text('{run} last {last}', '{run} 最后 {last}'),
  'chart.best': text('best {value} at {step}', '最佳 {value}，第 {step} 步'),
  'chart.last': text('last {value}', '最后 {value}'),
  'chart.table': text('Table', '表格'),
  'chart.smooth': text('Smooth', '平滑'),
  'chart.smooth.about': text('This metric is logged seldom; smoothing may mislead.', '该指标记录稀疏，平滑可能产生误导。'),
  'not-finite': text('▲ {count} NaN or infinite', '▲ {count} 个 NaN 或无穷'),
  'not-positive': text('▽ {count} not above 0: no place on a log axis', '▽ {count} 个不大于 0 的值无法在对数轴上显示'),
  'not-joined': text('No step has a value of this metric and of {x}.', '没有任何一步同时记录了该指标与 {x}。'),
  'all-odd': text('Nothing to draw: the axis has a place for none of these values.', '无可绘制：坐标轴上放不下这些值。'),
  raw: text('as logged', '原始值'),
  smoothed: text('smoothed', '平滑值'),
  'table.some': text('{shown} of {count} steps, evenly chosen. Export gives all.', '{count} 步中均匀选取 {shown} 步。导出可得全部。'),
  'final.title': text('Final values', '最终值'),
  metric: text('metric', '指标'),

  // --- Help --------------------------------------------------------------------------------------------------------------
  'help.title': text('Reading the charts', '如何看图'),
  'help.drag': text('Drag', '拖动'),
  'help.drag.about': text('zoom into a span, on every chart', '放大一段，所有图表同步'),
  'help.wheel': text('Ctrl or ⌘ + wheel', 'Ctrl 或 ⌘ + 滚轮'),
  'help.wheel.about': text('zoom around the pointer; Shift + wheel moves along', '以指针为中心缩放；Shift + 滚轮平移'),
  'help.double': text('Double click, 0', '双击、0'),
  'help.double.about': text('reset: follow the data again', '重置：重新跟随数据'),
  'help.arrows': text('← →', '← →'),
  'help.arrows.about': text('walk from value to value; with Shift ten at a time; Home, End', '逐值移动；加 Shift 一次十个；Home、End'),
  'help.keys': text('+ −', '+ −'),
  'help.keys.about': text('zoom around the cursor; Page Up, Page Down move along', '以光标为中心缩放；Page Up、Page Down 平移'),
  'help.filter': text('lr<0.01, seed=2', 'lr<0.01、seed=2'),
  'help.filter.about': text('in the filter of runs: by a hyper-parameter, a metric’s last value or the seed', '在运行筛选中：按超参数、指标的最后值或种子'),
  'help.figures': text('Enter, click', '回车、单击'),
  'help.figures.about': text('show the figures of this step', '显示该步的图'),
  'help.escape': text('Esc', 'Esc'),
  'help.escape.about': text('let the cursor go', '取消光标'),
  close: text('Close', '关闭'),
} as const satisfies Record<string, Translated>

export type CurvesText = keyof typeof curvesTexts | SharedText
export type Say = (code: CurvesText, context?: Readonly<Record<string, string | number>>) => string

/** Statuses and notices are worded as on the command line. */
type SharedText = Extract<keyof typeof cliTexts, `status.${string}` | `notice.${string}` | 'train.rate' | 'train.left'>

export function sayIn(language: Language): Say {
  return (code, context = {}) => fill((code in curvesTexts ? curvesTexts[code as keyof typeof curvesTexts] : cliTexts[code as SharedText])[language], context)
}

export function runsIn(count: number, say: Say): string {
  return count === 1 ? say('group.run') : say('group.runs', { runs: count })
}
