import type { ComparisonCurves, ComparisonState } from '../../protocol'
import { createChart, type Chart } from '../curves/chart'
import { spanOf } from '../curves/scene'
import type { Say as SayCurves } from '../curves/texts'
import { keptZoom, type Span } from '../curves/zoom'
import { html, setText } from '../theme/dom'
import type { Palette } from '../theme/theme'
import { armLines, type Training } from './armLines'
import type { Choices } from './choices'
import { armsOf } from './model'
import type { Say } from './texts'

export interface CurvesView {
  readonly state: ComparisonState
  readonly curves: ComparisonCurves | undefined
  readonly training: Training | undefined
  readonly axis: Choices['axis']
  readonly palette: Palette
  readonly say: Say
  readonly sayCurves: SayCurves
}

/** How the arms came to their values: the chart of the curves panel, with an arm a line. */
export function createCurvesFigure(host: { setAxis(axis: Choices['axis']): void; announce(text: string): void }): {
  readonly element: HTMLElement
  update(view: CurvesView): void
} {
  const title = html('h3')
  const about = html('p', { class: 'dim legend' })
  const select = html('select', { id: 'axis' }, html('option', { value: 'step' }), html('option', { value: 'time' }))
  const label = html('label', { for: 'axis' })
  const holder = html('div')
  const element = html(
    'section',
    { class: 'card on-the-way' },
    html('div', { class: 'head' }, title, html('span', { class: 'pair' }, label, select)),
    holder,
    about,
  )
  let view: CurvesView | undefined
  let chart: Chart | undefined
  let drawnOf = ''
  let whole: Span = { from: 0, to: 1 }
  let zoom: Span | undefined
  select.addEventListener('change', () => host.setAxis(select.value === 'time' ? 'time' : 'step'))

  const create = (metric: string): Chart => {
    const made = createChart(metric, {
      setCursor: (x) => made.showCursor(x, true),
      setZoom(next) {
        zoom = next && keptZoom(next, whole)
        draw()
      },
      // There are no figures to show, and nothing is smoothed.
      pickStep: () => undefined,
      unpickStep: () => undefined,
      toggleSmooth: () => undefined,
      announce: host.announce,
    })
    return made
  }
  const draw = (): void => {
    if (!view) return
    const { state, curves, training, axis, palette, say, sayCurves } = view
    const metric = curves?.metric ?? undefined
    // A zoom means something for one comparison on one axis.
    const of = JSON.stringify([state.file, metric, axis])
    if (of !== drawnOf) zoom = undefined
    drawnOf = of
    if (metric !== chart?.metric) {
      chart = metric === undefined ? undefined : create(metric)
      holder.replaceChildren(...(chart ? [chart.element] : []))
    }
    const labelOf = (arm: string, runs: number): string => say(runs === 1 ? 'line.run' : 'line.runs', { arm, runs })
    const lines = curves ? armLines(armsOf(state), curves, training, { axis, palette, labelOf }) : []
    whole = spanOf(lines.map(({ xs }) => xs))
    chart?.draw({
      lines: () => lines,
      ...(zoom ?? whole),
      axis,
      xMetric: undefined,
      isLog: false,
      isLogX: false,
      palette,
      say: sayCurves,
      summary: '',
      current: undefined,
      smoothToggle: undefined,
      figureX: undefined,
    })
    setText(about, say(curves?.metric === null ? 'curves.none' : 'curves.about'))
  }

  return {
    element,
    update(next) {
      view = next
      const { say, axis } = next
      setText(title, say('curves'))
      setText(label, say('x-axis'))
      for (const option of select.options) setText(option, say(option.value === 'time' ? 'axis.time' : 'axis.step'))
      select.value = axis
      element.hidden = next.curves === undefined
      draw()
    },
  }
}
