import { html, onWidth, svg } from './dom'
import { formatNumber } from './format'
import { lookOf } from './palette'
import { linearTicks, valueScale } from './scale'

const height = 170
const margin = { left: 48, right: 10, top: 8, bottom: 20 }

/** Several series over one x, named below. What is not finite is a gap. */
export function lines(x: readonly number[], series: readonly { name: string; values: readonly number[] }[], name: string): HTMLElement {
  const plot = svg('svg', { class: 'plot', role: 'img', 'aria-label': `${name}: ${series.map((each) => each.name).join(', ')}`, height })
  const legend = html('p', { class: 'keys' }, ...series.flatMap(({ name: key }, index) => [colored(html('span', { class: 'key' }, key), index), ' ']))
  const element = html('div', {}, plot, legend)
  const finiteX = x.filter(Number.isFinite)
  const low = finiteX.reduce((a, b) => Math.min(a, b), Infinity)
  const high = finiteX.reduce((a, b) => Math.max(a, b), -Infinity)
  onWidth(element, (width) => {
    const y = valueScale(
      series.flatMap(({ values }) => values),
      height - margin.bottom,
      margin.top,
      false,
    )
    const placeX = (value: number): number => margin.left + (high > low ? (value - low) / (high - low) : 0.5) * (width - margin.left - margin.right)
    plot.setAttribute('viewBox', `0 0 ${width} ${height}`)
    plot.replaceChildren(
      ...y.ticks.flatMap((tick) => [
        svg('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y.place(tick), y2: y.place(tick) }),
        svg('text', { class: 'tick', x: margin.left - 6, y: y.place(tick) + 4, 'text-anchor': 'end' }, formatNumber(tick)),
      ]),
      ...(high > low ? linearTicks(low, high, 5) : []).map((tick) =>
        svg('text', { class: 'tick', x: placeX(tick), y: height - 5, 'text-anchor': 'middle' }, formatNumber(tick)),
      ),
      ...series.map(({ values }, index) => {
        let pen = 'M'
        let d = ''
        x.forEach((at, i) => {
          const value = values[i]
          if (value === undefined || !Number.isFinite(at) || !y.holds(value)) return void (pen = 'M')
          d += `${pen}${placeX(at).toFixed(1)} ${y.place(value).toFixed(1)}`
          pen = 'L'
        })
        return svg('path', { class: 'series', d, stroke: lookOf(index).color })
      }),
    )
  })
  return element
}

/** Horizontal bars from zero, each with its value: names stay readable however long they are. */
export function bars(values: readonly { name: string; value: number }[]): HTMLElement {
  const finite = values.map(({ value }) => value).filter(Number.isFinite)
  const low = Math.min(0, ...finite)
  const high = Math.max(0, ...finite)
  const share = (value: number): number => (high > low ? ((value - low) / (high - low)) * 100 : 0)
  return html(
    'div',
    { class: 'bars' },
    ...values.flatMap(({ name, value }) => {
      const bar = html('i')
      bar.style.marginLeft = Number.isFinite(value) ? `${Math.min(share(0), share(value))}%` : '0'
      bar.style.width = Number.isFinite(value) ? `${Math.abs(share(value) - share(0))}%` : '0'
      return [
        html('span', {}, name),
        html('span', { class: 'track', 'aria-hidden': 'true' }, bar),
        html('span', { class: Number.isFinite(value) ? 'number' : 'number bad' }, formatNumber(value)),
      ]
    }),
  )
}

function colored(element: HTMLElement, index: number): HTMLElement {
  element.style.setProperty('--key', lookOf(index).color)
  return element
}
