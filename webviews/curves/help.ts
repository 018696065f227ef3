import { html, setText } from '../theme/dom'
import type { Say } from './texts'

const rows = ['drag', 'wheel', 'double', 'arrows', 'keys', 'figures', 'escape', 'filter'] as const

/** What pointer and keys do, for those who ask. Esc or a click outside closes it. */
export function createHelp(): { readonly button: HTMLElement; readonly popover: HTMLElement; setTexts(say: Say): void } {
  const popover = html('div', { class: 'popover', popover: 'auto', id: 'help', role: 'dialog' })
  const button = html('button', { type: 'button', class: 'plain', popovertarget: 'help', 'aria-haspopup': 'dialog' }, '?')
  return {
    button,
    popover,
    setTexts(say) {
      button.title = say('help')
      button.setAttribute('aria-label', say('help'))
      popover.setAttribute('aria-label', say('help.title'))
      const title = html('h2')
      setText(title, say('help.title'))
      const close = html('button', { type: 'button', popovertarget: 'help', popovertargetaction: 'hide' }, say('close'))
      popover.replaceChildren(
        title,
        html('dl', {}, ...rows.flatMap((row) => [html('dt', {}, say(`help.${row}`)), html('dd', {}, say(`help.${row}.about`))])),
        html('p', {}, say('smoothing.about')),
        close,
      )
    },
  }
}
