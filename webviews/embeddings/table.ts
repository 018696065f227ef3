import type { Picture, Point } from '../../protocol'
import { html } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { Labels } from './labels'
import { pictureCanvas } from './picture'
import type { Say } from './texts'
import { thumbnailSide } from './thumbnails'

/** The plot's points as rows, for who cannot see it: a hundred a page, those of the chosen classes. */
export interface Table {
  readonly element: HTMLElement
  setPoints(points: readonly Point[], labels: Labels): void
  setChosen(chosen: ReadonlySet<number>): void
  setPositions(positions: Float32Array, step: number): void
  /** Whether images are seen in the rows; else their sizes are named. */
  setImages(isSeen: boolean): void
  setShown(isShown: boolean): void
}

export function createTable(say: Say, onPoint: (point: number) => void): Table {
  const caption = html('caption', { class: 'dim' })
  const head = html('thead')
  const body = html('tbody')
  const previous = html('button', { type: 'button' }, '‹')
  const next = html('button', { type: 'button' }, '›')
  for (const [button, code] of [
    [previous, 'page.previous'],
    [next, 'page.next'],
  ] as const) {
    button.title = say(code)
    button.setAttribute('aria-label', say(code))
  }
  const place = html('span', { class: 'dim', role: 'status' })
  const scroll = html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': say('table.about') }, html('table', {}, caption, head, body))
  const element = html('div', { class: 'table', hidden: true }, scroll, html('div', { class: 'bar pages' }, previous, place, next))
  let points: readonly Point[] = []
  let labels: Labels = { names: [], counts: [], of: new Uint32Array(0) }
  let chosen: ReadonlySet<number> = new Set()
  let positions = new Float32Array(0)
  let step = 0
  let page = 0
  let areImagesSeen = true

  const draw = (): void => {
    if (element.hidden || positions.length !== points.length * 2) return
    const rows = [...points.keys()].filter((point) => chosen.size === 0 || chosen.has(labels.of[point]!))
    page = Math.max(0, Math.min(page, Math.ceil(rows.length / pageRows) - 1))
    const first = page * pageRows
    const shown = rows.slice(first, first + pageRows)
    const hasContent = points.some(({ text, image, sound }) => text !== undefined || image !== undefined || sound !== undefined)
    const columns = [say('table.point'), say('label'), 'x', 'y', ...(hasContent ? [say('content')] : [])]
    head.replaceChildren(html('tr', {}, ...columns.map((column, i) => html('th', { scope: 'col', class: i === 2 || i === 3 ? 'number' : undefined }, column))))
    caption.textContent = say('table.caption', { points: formatCount(rows.length), step: formatCount(step) })
    body.replaceChildren(...shown.map((point) => row(point, hasContent)))
    place.textContent = say('page.place', {
      from: formatCount(rows.length === 0 ? 0 : first + 1),
      to: formatCount(first + shown.length),
      points: formatCount(rows.length),
    })
    previous.disabled = page === 0
    next.disabled = first + pageRows >= rows.length
  }
  const row = (point: number, hasContent: boolean): HTMLElement => {
    const { label, text, image, sound } = points[point]!
    const show = html('button', { type: 'button', class: 'link', title: say('table.show', { point }), 'aria-label': say('table.show', { point }) }, `#${point}`)
    show.addEventListener('click', () => onPoint(point))
    const content = [text, image && !areImagesSeen && `${say('content.image')} ${image.width} × ${image.height}`, sound && say('content.sound')].filter(
      (part) => typeof part === 'string',
    )
    return html(
      'tr',
      {},
      html('th', { scope: 'row' }, show),
      html('td', {}, label || say('unlabeled')),
      ...[0, 1].map((axis) => html('td', { class: 'number' }, formatNumber(positions[point * 2 + axis]!))),
      ...(hasContent ? [html('td', { class: 'content' }, areImagesSeen && image ? thumbnail(point, image) : undefined, content.join(' · '))] : []),
    )
  }
  const thumbnail = (point: number, image: Picture): HTMLElement =>
    pictureCanvas(image, say('image.about', { point, width: image.width, height: image.height }), thumbnailSide, 2 * thumbnailSide)
  const turn = (by: number): void => {
    page += by
    draw()
    scroll.scrollTop = 0
  }
  previous.addEventListener('click', () => turn(-1))
  next.addEventListener('click', () => turn(1))

  return {
    element,
    setPoints(given, givenLabels) {
      if (given !== points) page = 0
      points = given
      labels = givenLabels
    },
    setChosen(given) {
      chosen = given
      page = 0
      draw()
    },
    setPositions(given, givenStep) {
      positions = Float32Array.from(given)
      step = givenStep
      draw()
    },
    setImages(isSeen) {
      if (isSeen === areImagesSeen) return
      areImagesSeen = isSeen
      draw()
    },
    setShown(isShown) {
      element.hidden = !isShown
      draw()
    },
  }
}

const pageRows = 100
