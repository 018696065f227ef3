import type { Point } from '../../protocol'
import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'
import type { Place, Size } from './camera'
import type { Look } from './looks'
import { pictureCanvas } from './picture'
import { soundOf } from './sound'
import { swatch } from './swatch'
import type { Say } from './texts'

/** What a point is: its class, and its image, text or sound. */
export interface Card {
  readonly element: HTMLElement
  /** @param at in pixels within the stage; `isHeld` lets the pointer reach into the card */
  show(shown: { index: number; point: Point; look: Look }, at: Place, within: Size, isHeld: boolean): void
  hide(): void
}

export function createCard(say: Say, onClose: () => void, play: (point: Point) => void): Card {
  const element = html('div', { class: 'point-card', role: 'status', hidden: true })
  let shown: Point | undefined
  const fill = (index: number, point: Point, look: Look): void => {
    const close = html('button', { type: 'button', class: 'plain close', title: say('close'), 'aria-label': say('close') }, '×')
    close.addEventListener('click', onClose)
    element.replaceChildren(
      html('div', { class: 'bar' }, swatch(look), html('b', {}, point.label || say('unlabeled')), html('span', { class: 'dim' }, `#${index}`), close),
      ...(point.image
        ? [pictureCanvas(point.image, say('image.about', { point: index, width: point.image.width, height: point.image.height }), pictureSize, largestPicture)]
        : []),
      ...(point.text === undefined ? [] : [html('p', { class: 'text' }, point.text)]),
      ...(point.sound ? [soundRow(point)] : []),
    )
  }
  const soundRow = (point: Point): HTMLElement => {
    const button = html('button', { type: 'button' }, `▶ ${say('sound.play')}`)
    button.addEventListener('click', () => play(point))
    const { seconds, canvas } = soundOf(point.sound!)
    return html(
      'div',
      { class: 'sound' },
      canvas,
      html('div', { class: 'bar' }, button, html('span', { class: 'dim' }, say('sound.seconds', { seconds: formatNumber(Number(seconds.toPrecision(3))) }))),
    )
  }
  return {
    element,
    show({ index, point, look }, at, within, isHeld) {
      if (point !== shown) {
        fill(index, point, look)
        shown = point
      }
      element.hidden = false
      element.classList.toggle('held', isHeld)
      const { offsetWidth: width, offsetHeight: height } = element
      const [right, left] = [at.x + gap, at.x - gap - width]
      const fitsBeside = right + width <= within.width || left >= 0
      // Beside the point where there is room; else at the edge that is further from it, so that it stays in sight.
      const x = right + width <= within.width ? right : left >= 0 ? left : (within.width - width) / 2
      const y = fitsBeside ? at.y - height / 2 : at.y > within.height / 2 ? 0 : within.height - height
      element.style.left = `${Math.max(0, x)}px`
      element.style.top = `${Math.max(0, Math.min(within.height - height, y))}px`
    },
    hide() {
      shown = undefined
      element.hidden = true
    },
  }
}

const gap = 14
const pictureSize = 112
const largestPicture = 220
