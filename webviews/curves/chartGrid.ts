import { chosenAt, placeOf } from '../figures/steps'
import { html } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import { createChart, type Chart, type ChartLine } from './chart'
import { isLogX, type Choices } from './choices'
import { createLineMaker } from './chartLines'
import { smoothingOf } from './lines'
import { lineOf } from './groups'
import { goalOf, inOrder, summaryOf, type Goals } from './metrics'
import type { Run } from './runs'
import { spanOf } from './scene'
import type { Curve, Story } from './story'
import type { Say } from './texts'
import { xsOf } from './xAxis'
import { keptZoom, type Span } from './zoom'

export interface GridView {
  /** The shown runs whose story is here. */
  readonly runs: readonly Run[]
  readonly labels: ReadonlyMap<string, string>
  readonly goals: Goals
  readonly current: string | undefined
  readonly choices: Choices
  readonly palette: Palette
  readonly say: Say
}
export interface GridHost {
  choose(choices: Partial<Choices>): void
  announce(text: string): void
}
export interface ChartGrid {
  readonly element: HTMLElement
  update(view: GridView): void
  /** What is charted now, for export. */
  charts(): readonly { readonly metric: string; readonly lines: readonly ChartLine[]; readonly span: Span }[]
}

/** A chart for each metric, all with one cursor and one zoom. */
export function createChartGrid(host: GridHost): ChartGrid {
  const element = html('div', { class: 'grid' })
  const charts = new Map<string, Chart>()
  const maker = createLineMaker()
  let view: GridView | undefined
  let metrics: readonly string[] = []
  let whole: Span = { from: 0, to: 1 }
  let span: Span = whole
  let picked: { before: number | undefined } | undefined

  const storyOf = (run: Run): Story => run.story!
  const curvesOf = (metric: string): { run: Run; curve: Curve }[] =>
    (view?.runs ?? []).flatMap((run) => {
      const curve = storyOf(run).curves.get(metric)
      return curve && curve.values.length > 0 ? [{ run, curve }] : []
    })
  const linesOf = (metric: string): ChartLine[] => (view ? maker.lines(metric, view) : [])
  const add = (metric: string): Chart => {
    const chart = createChart(metric, {
      setCursor: (x, source) => {
        for (const each of charts.values()) each.showCursor(x, each === source)
      },
      setZoom: (zoom) => host.choose({ zoom: zoom && keptZoom(zoom, whole) }),
      pickStep(step) {
        const steps = view?.runs.find(({ run }) => run === view?.current)?.story?.figureSteps ?? []
        if (steps.length === 0) return
        picked = { before: view?.choices.figureStep }
        host.choose({ figureStep: chosenAt(steps, placeOf(steps, step)) })
      },
      unpickStep() {
        if (picked) host.choose({ figureStep: picked.before })
        picked = undefined
      },
      toggleSmooth: () => view && host.choose({ smoothedToo: { ...view.choices.smoothedToo, [metric]: view.choices.smoothedToo[metric] !== true } }),
      announce: host.announce,
    })
    charts.set(metric, chart)
    return chart
  }

  return {
    element,
    update(next) {
      view = next
      const { choices, runs, palette, say, current } = next
      metrics = chartedMetrics(runs, choices.metricFilter)
      for (const [metric, chart] of charts)
        if (!metrics.includes(metric)) {
          chart.element.remove()
          charts.delete(metric)
        }
      // All metrics of all shown runs share the span, so that one zoom means one thing.
      const isLog = isLogX(choices)
      whole = spanOf(
        runs.flatMap((run) => [...storyOf(run).curves.values()].map((curve) => maker.xs(run, curve, choices))),
        isLog,
        choices.axis === 'metric',
      )
      span = spanIn(whole, choices)
      const figureX = figureXOf(next)
      const looked = runs.find(({ run }) => run === current)
      const currentLine = looked && lineOf(looked, choices.grouping)
      metrics.forEach((metric, i) => {
        const chart = charts.get(metric) ?? add(metric)
        if (element.children[i] !== chart.element) element.insertBefore(chart.element, element.children[i] ?? null)
        const { toggle } = smoothingOf(
          metric,
          curvesOf(metric).map(({ curve }) => curve),
          choices,
        )
        chart.draw({
          lines: () => linesOf(metric),
          ...span,
          axis: choices.axis,
          xMetric: choices.xMetric,
          isLog: choices.isLog,
          isLogX: isLog,
          palette,
          say,
          summary: bestOf(runs, metric, next, say),
          current: currentLine,
          smoothToggle: toggle,
          figureX,
        })
      })
    },
    charts: () => metrics.map((metric) => ({ metric, lines: linesOf(metric), span })),
  }
}

/** What is looked at; a log axis begins above 0, wherever a zoom from a linear one did. */
function spanIn(whole: Span, choices: Choices): Span {
  const { zoom } = choices
  if (!zoom || (isLogX(choices) && zoom.to <= whole.from)) return whole
  return isLogX(choices) && zoom.from <= 0 ? { from: whole.from, to: zoom.to } : zoom
}

/** Training and validation are curves from their first value on; others from their second: one value is no curve. */
function chartedMetrics(runs: readonly Run[], filter: string): string[] {
  const counts = new Map<string, number>()
  for (const { story } of runs) for (const [metric, { values }] of story?.curves ?? []) counts.set(metric, Math.max(values.length, counts.get(metric) ?? 0))
  const charted = [...counts].filter(([metric, count]) => count > 1 || (count > 0 && /^(train|validation)\//.test(metric))).map(([metric]) => metric)
  const words = filter.toLowerCase().split(/\s+/)
  return inOrder(charted.filter((metric) => words.every((word) => metric.toLowerCase().includes(word))))
}

/** The best of all runs; where nobody said what is better, the last of the run that is looked at. */
function bestOf(runs: readonly Run[], metric: string, { goals, current }: GridView, say: Say): string {
  const goal = goalOf(goals, metric)
  const summaries = runs.flatMap(({ story }) => (story ? [summaryOf(story, metric, goal)] : [])).filter((summary) => summary !== undefined)
  const bests = summaries.flatMap(({ best }) => (best ? [best] : []))
  if (bests.length === 0) {
    const story = (runs.find(({ run }) => run === current) ?? runs[0])?.story
    const own = story && summaryOf(story, metric, goal)
    return own ? say('chart.last', { value: formatNumber(own.last.value) }) : ''
  }
  const best = bests.reduce((a, b) => ((goal === 'higher') === b.value > a.value ? b : a))
  return say('chart.best', { value: formatNumber(best.value), step: formatCount(best.step) })
}

/** Where the step whose figures are shown lies on the axis, by the run they are of. */
function figureXOf({ choices, runs, current }: GridView): number | undefined {
  const { figureStep, axis } = choices
  if (figureStep === undefined) return undefined
  if (axis === 'step') return figureStep
  const story = runs.find(({ run }) => run === current)?.story
  const curve = [...(story?.curves.values() ?? [])].sort((a, b) => b.steps.length - a.steps.length)[0]
  if (!story || !curve) return undefined
  if (axis === 'metric') {
    const x = story.curves.get(choices.xMetric ?? '')
    return x?.values[x.steps.findIndex((step) => step >= figureStep)]
  }
  const at = curve.steps.findIndex((step) => step >= figureStep)
  return at < 0 ? undefined : xsOf(story, curve, axis)[at]
}
