import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageCurve } from '../pageData'
import { createChart, type ChartSettings } from './chart'
import { html } from './dom'

/** All curves under one smoothing slider and one log switch; reading a step on one reads it on all. */
export function mountCurves(place: Element, curves: readonly PageCurve[], texts: ReportTexts): void {
  if (curves.length === 0) return place.append(html('p', { class: 'dim' }, texts.none))
  const range = { first: Math.min(...curves.map(({ steps }) => steps[0] ?? Infinity)), last: Math.max(...curves.map(({ steps }) => steps.at(-1) ?? -Infinity)) }
  const settings: ChartSettings = { smoothing: 0.9, isLog: false }
  const charts = curves.map((curve) => createChart(curve, range, texts, (step) => charts.forEach((chart) => chart.read(step))))
  const drawAll = (): void => charts.forEach((chart) => chart.draw(settings))

  // Short of 1: at 1 the average would never move (TensorBoard's best-known complaint).
  const slider = html('input', { type: 'range', min: 0, max: 0.99, step: 0.01, value: settings.smoothing, id: 'smoothing' })
  const shown = html('output', { for: 'smoothing' }, settings.smoothing.toFixed(2))
  slider.addEventListener('input', () => {
    settings.smoothing = Number(slider.value)
    shown.textContent = settings.smoothing.toFixed(2)
    drawAll()
  })
  const log = html('input', { type: 'checkbox', id: 'log-axis' })
  log.addEventListener('change', () => {
    settings.isLog = log.checked
    drawAll()
  })
  place.append(
    html(
      'div',
      { class: 'bar' },
      html('label', {}, texts.smoothing, slider, shown),
      html('label', {}, log, texts['log-axis']),
      html('span', { class: 'dim' }, texts['smoothing.about']),
    ),
    html('div', { class: 'charts' }, ...charts.map(({ element }) => element)),
  )
  drawAll()
}
