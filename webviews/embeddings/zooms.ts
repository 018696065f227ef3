import { html } from '../theme/dom'
import { icon } from './icons'
import type { Plot } from './plot'
import type { Say } from './texts'

/** The keys that zoom, as buttons. */
export function createZooms(say: Say, press: Plot['press']): HTMLElement {
  return html(
    'div',
    { class: 'zooms' },
    ...(['in', 'out', 'fit', 'all'] as const).map((key) => {
      const button = html('button', { type: 'button', class: 'plain', title: say(`zoom.${key}`), 'aria-label': say(`zoom.${key}`) }, icon(key))
      button.addEventListener('click', () => press(key))
      return button
    }),
  )
}
