import { html, sizeCanvas } from '../theme/dom'
import { formatNumber } from '../theme/format'
import { onTheme, readPalette } from '../theme/theme'
import { COLORINGS, shadeOf, type Coloring, type Shades } from './coloring'
import type { Say } from './texts'

/** What the colors of points say: chosen here, and, where they say a number, explained by a scale. */
export interface ColorScale {
  readonly choice: HTMLElement
  readonly element: HTMLElement
  set(coloring: Coloring, offered: readonly Coloring[], shades: Shades | undefined): void
}

export function createColorScale(say: Say, onChoose: (coloring: Coloring) => void): ColorScale {
  const select = html('select', { class: 'colors', title: say('coloring.about') })
  const bar = html('canvas', { class: 'bar-of-colors', role: 'img' })
  const [low, high] = [html('span', { class: 'number' }), html('span', { class: 'number' })]
  const scale = html('div', { class: 'color-scale', hidden: true }, bar, html('div', { class: 'bar dim' }, low, html('span', { class: 'space' }), high))
  const none = html('p', { class: 'dim', role: 'status', hidden: true }, say('coloring.none'))
  select.addEventListener('change', () => onChoose(COLORINGS.find((each) => each === select.value) ?? 'label'))
  const paint = (): void => {
    const { isDark } = readPalette()
    const context = sizeCanvas(bar, barWidth, barHeight)
    for (let x = 0; x < barWidth; x++) {
      context.fillStyle = `rgb(${shadeOf(x / (barWidth - 1), isDark).join(' ')})`
      context.fillRect(x, 0, 1, barHeight)
    }
  }
  paint()
  onTheme(paint)
  return {
    choice: html('label', {}, html('span', { class: 'dim' }, say('coloring')), select),
    element: html('div', { class: 'coloring' }, scale, none),
    set(coloring, offered, shades) {
      if ([...select.options].map(({ value }) => value).join() !== offered.join())
        select.replaceChildren(...offered.map((value) => html('option', { value }, say(`coloring.${value}`))))
      select.value = coloring
      scale.hidden = shades === undefined
      none.hidden = coloring === 'label' || shades !== undefined
      if (!shades) return
      low.textContent = formatNumber(shades.low)
      high.textContent = formatNumber(shades.high)
      const ends = { low: formatNumber(shades.low), high: formatNumber(shades.high) }
      bar.setAttribute('aria-label', say('coloring.scale', { coloring: say(`coloring.${coloring}`), ...ends }))
    },
  }
}

const barWidth = 176
const barHeight = 10
