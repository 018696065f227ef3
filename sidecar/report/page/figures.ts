import { fromJsonNumber } from '../../../protocol/events'
import { fill } from '../../../protocol/texts/fill'
import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageData, PageFigure } from '../pageData'
import { html, onTheme, onWidth, pageColor } from './dom'
import { bars, lines } from './figureCharts'
import { formatCount, formatNumber, toNumbers } from './format'
import { heatmap } from './heatmap'

/** The figures a scaffold logged, with a slider where there are several steps. */
export function mountFigures(place: Element, logged: PageData['figures'], texts: ReportTexts): void {
  if (logged.length === 0) return place.append(html('p', { class: 'dim' }, texts['figures.none']))
  const stage = html('div', { class: 'figures' })
  const shownStep = html('output', { for: 'figures-step' })
  const slider = html('input', {
    type: 'range',
    min: 0,
    max: logged.length - 1,
    step: 1,
    value: logged.length - 1,
    id: 'figures-step',
    'aria-label': texts.step,
  })
  const show = (): void => {
    const { step, figures } = logged[Number(slider.value)]!
    shownStep.textContent = formatCount(step)
    slider.setAttribute('aria-valuetext', `${texts.step} ${step}`)
    stage.replaceChildren(
      ...figures.map((figure) =>
        html('figure', { class: 'card', 'data-figure': figure.kind }, html('figcaption', {}, html('b', {}, figure.name)), drawFigure(figure, texts)),
      ),
    )
  }
  slider.addEventListener('input', show)
  place.append(html('div', { class: 'bar' }, html('label', { class: 'wide' }, texts.step, slider, shownStep)), stage)
  show()
}

function drawFigure(figure: PageFigure, texts: ReportTexts): HTMLElement {
  switch (figure.kind) {
    case 'line':
      return lines(
        toNumbers(figure.x),
        Object.entries(figure.series).map(([name, values]) => ({ name, values: toNumbers(values) })),
        figure.name,
      )
    case 'bars':
      return bars(Object.entries(figure.values).map(([name, value]) => ({ name, value: fromJsonNumber(value) })))
    case 'heatmap':
      return heatmap(figure, texts)
    case 'image':
      return html(
        'div',
        { class: 'images' },
        ...figure.images.map(({ src, width, height, caption }) =>
          html(
            'figure',
            {},
            html('img', { src, alt: caption || figure.name, width: shownEdge(width, width, height), height: shownEdge(height, width, height) }),
            html('figcaption', {}, caption),
          ),
        ),
      )
    case 'raster':
      return raster(figure, texts)
    case 'text':
      return tokens(figure)
    case 'table':
      return html(
        'div',
        { class: 'scroll' },
        html(
          'table',
          {},
          html('thead', {}, html('tr', {}, ...figure.columns.map((column) => html('th', { scope: 'col' }, column)))),
          html('tbody', {}, ...figure.rows.map((row) => html('tr', {}, ...row.map((cell) => tableCell(cell))))),
        ),
      )
    case 'diagram':
      return html('img', { class: 'diagram', src: figure.src, alt: figure.name })
  }
}

function tableCell(cell: string | number): HTMLElement {
  const isNumber = typeof cell === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(cell)
  return html('td', isNumber ? { class: 'number' } : {}, isNumber ? formatNumber(Number(cell)) : cell)
}

/** Small pictures are shown by whole multiples, so that their pixels stay square. */
function shownEdge(edge: number, width: number, height: number): number {
  return edge * Math.max(1, Math.floor(112 / Math.max(width, height)))
}

function raster(figure: Extract<PageFigure, { kind: 'raster' }>, texts: ReportTexts): HTMLElement {
  const about = fill(texts['raster.events'], { count: figure.events.length, rows: figure.rows, columns: figure.columns })
  const canvas = html('canvas', { class: 'raster', role: 'img', 'aria-label': `${figure.name}: ${about}` })
  const context = canvas.getContext('2d')!
  const element = html('div', {}, canvas, html('p', { class: 'dim' }, about))
  let shown = 0
  const draw = (width: number): void => {
    const rowHeight = Math.max(1, Math.min(6, Math.floor(240 / Math.max(1, figure.rows))))
    canvas.width = width
    canvas.height = Math.max(1, rowHeight * figure.rows)
    context.fillStyle = pageColor('--foreground')
    const columnWidth = width / Math.max(1, figure.columns)
    for (const event of figure.events)
      context.fillRect(
        (event % figure.columns) * columnWidth,
        Math.floor(event / figure.columns) * rowHeight,
        Math.max(1.2, columnWidth * 0.6),
        Math.max(1, rowHeight - 1),
      )
  }
  onWidth(element, (width) => draw((shown = width)))
  onTheme(() => draw(shown))
  return element
}

/** Words on a ground that is darker the more they weigh; the weight itself stands in the tooltip. */
function tokens(figure: Extract<PageFigure, { kind: 'text' }>): HTMLElement {
  const weights = figure.weights && toNumbers(figure.weights)
  const most = Math.max(1e-12, ...(weights ?? []).filter(Number.isFinite))
  return html(
    'p',
    { class: 'tokens' },
    ...figure.tokens.flatMap((token, i) => {
      const weight = weights?.[i]
      const word = html('span', weight === undefined ? {} : { title: formatNumber(weight) }, token)
      if (weight !== undefined && weight > 0) word.style.background = `color-mix(in srgb, var(--accent) ${Math.round((weight / most) * 60)}%, transparent)`
      return [word, ' ']
    }),
  )
}
