import { html, setText } from '../theme/dom'
import { BANDS, CENTERS } from './average'
import type { Choices } from './choices'
import type { Grouping } from './groups'
import type { Say } from './texts'

/** Chooses what runs are drawn as one line, and how. */
export interface GroupMenu {
  readonly button: HTMLElement
  readonly popover: HTMLElement
  update(choices: Choices, keys: readonly string[], say: Say): void
}

export function createGroupMenu(choose: (grouping: Grouping) => void): GroupMenu {
  const button = html('button', { type: 'button', popovertarget: 'grouping', 'aria-haspopup': 'dialog' })
  const legend = html('legend')
  const boxes = html('div', { class: 'boxes' })
  const center = html('select', { id: 'group-center' }, ...CENTERS.map((value) => html('option', { value })))
  const band = html('select', { id: 'group-band' }, ...BANDS.map((value) => html('option', { value })))
  const [centerLabel, bandLabel] = [html('label', { for: 'group-center' }), html('label', { for: 'group-band' })]
  const each = html('input', { type: 'checkbox' })
  const eachText = html('span')
  const about = html('p', { class: 'dim' })
  const popover = html(
    'div',
    { class: 'popover grouping', popover: 'auto', id: 'grouping', role: 'dialog' },
    html('fieldset', {}, legend, boxes),
    html('div', { class: 'pairs' }, centerLabel, center, bandLabel, band),
    html('label', {}, each, eachText),
    about,
  )
  let grouping: Grouping | undefined
  let made: { keys: string; say: Say } | undefined
  // The next change may come before the panel is drawn again.
  const change = (some: Partial<Grouping>): void => {
    if (grouping) choose((grouping = { ...grouping, ...some }))
  }
  center.addEventListener('change', () => change({ center: CENTERS.find((value) => value === center.value) ?? 'mean' }))
  band.addEventListener('change', () => change({ band: BANDS.find((value) => value === band.value) ?? 'range' }))
  each.addEventListener('change', () => change({ hasEach: each.checked }))

  const make = (keys: readonly string[], say: Say): void => {
    setText(legend, say('group.by'))
    popover.setAttribute('aria-label', say('group.by'))
    boxes.replaceChildren(
      ...keys.map((key) => {
        const box = html('input', { type: 'checkbox', value: key })
        box.addEventListener('change', () => {
          const others = (grouping?.by ?? []).filter((other) => other !== key)
          change({ by: box.checked ? [...others, key] : others })
        })
        return html('label', {}, box, nameOf(key, say))
      }),
    )
    setText(centerLabel, say('group.center'))
    setText(bandLabel, say('group.band'))
    for (const option of center.options) option.textContent = say(`group.center.${option.value as Grouping['center']}`)
    for (const option of band.options) option.textContent = say(`group.band.${option.value as Grouping['band']}`)
    setText(eachText, say('group.each'))
    setText(about, say('group.about'))
  }
  return {
    button,
    popover,
    update({ grouping: now }, keys, say) {
      grouping = now
      if (made?.keys !== keys.join('\n') || made.say !== say) {
        made = { keys: keys.join('\n'), say }
        make(keys, say)
      }
      for (const box of boxes.querySelectorAll('input')) box.checked = now.by.includes(box.value)
      center.value = now.center
      band.value = now.band
      each.checked = now.hasEach
      center.disabled = band.disabled = each.disabled = now.by.length === 0
      setText(button, now.by.length === 0 ? say('group') : say('group.now', { by: now.by.map((key) => nameOf(key, say)).join(', ') }))
    },
  }
}

const nameOf = (key: string, say: Say): string => (key === 'variant' ? say('group.variant') : key)
