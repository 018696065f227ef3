import { describeError, type HyperFields, type HyperValues, type Language } from '../../protocol'
import { html, setText } from '../theme/dom'
import { checkHyper, liveRanges } from './checkHyper'
import type { Say } from './texts'

export interface HyperFormView {
  readonly run: string
  readonly fields: HyperFields
  readonly values: HyperValues
  /** Whether there is a process to tell. */
  readonly isLive: boolean
  readonly language: Language
  readonly say: Say
}

/** A field for each hyper-parameter that may change while the run trains. A wrong value is refused here, with the reason. */
export function createHyperForm(host: { set(key: string, value: string): void; announce(text: string): void }): {
  readonly button: HTMLElement
  readonly form: HTMLElement
  update(view: HyperFormView): void
} {
  const button = html('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'hyper-form' })
  const form = html('div', { class: 'hyper-form', id: 'hyper-form', role: 'group', hidden: true })
  let made = ''
  let isOpen = false
  const currents = new Map<string, HTMLElement>()
  button.addEventListener('click', () => {
    isOpen = !isOpen
    button.setAttribute('aria-expanded', String(isOpen))
    form.hidden = !isOpen
    if (isOpen) form.querySelector('input')?.focus()
  })
  return {
    button,
    form,
    update({ run, fields, values, isLive, language, say }) {
      const ranges = liveRanges(fields)
      setText(button, say('hyper.title'))
      button.hidden = !isLive || ranges.length === 0
      form.hidden = !isOpen || button.hidden
      form.setAttribute('aria-label', say('hyper.title'))
      const key = JSON.stringify([run, ranges, language])
      if (key !== made) {
        made = key
        currents.clear()
        form.replaceChildren(
          ...ranges.map(([name, range]) => {
            const id = `hyper-${name}`
            const input = html('input', {
              type: 'text',
              id,
              inputmode: 'decimal',
              value: String(values[name] ?? range.value),
              'aria-describedby': `${id}-about ${id}-problem`,
            })
            const now = html('span', { class: 'number' })
            const problem = html('p', { class: 'bad', id: `${id}-problem`, role: 'alert' })
            const apply = html('button', { type: 'submit' }, say('hyper.apply'))
            currents.set(name, now)
            const about = html('span', { class: 'dim', id: `${id}-about` }, now, ` · ${say('hyper.range', { min: range.min, max: range.max })}`)
            const row = html('form', {}, html('label', { for: id }, name), input, apply, about, problem)
            row.addEventListener('submit', (event) => {
              event.preventDefault()
              const wrong = checkHyper(name, range, input.value)
              problem.textContent = wrong ? describeError(wrong, language).message : ''
              input.setAttribute('aria-invalid', String(wrong !== undefined))
              if (wrong) return input.focus()
              host.set(name, input.value.trim())
              host.announce(say('hyper.sent', { key: name, value: input.value.trim() }))
            })
            return row
          }),
        )
      }
      for (const [name, now] of currents) setText(now, `= ${String(values[name] ?? '')}`)
    },
  }
}
