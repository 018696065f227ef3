import type { ComparisonCard, ComparisonFormat, ComparisonState, FromComparison, Language } from '../../protocol'
import { html, setText } from '../theme/dom'
import { formatClock, formatCount } from '../theme/format'
import { countsOf, folderName, secondsLeftOf, trainingOf, type LiveRun } from './model'
import { labelOf } from './runTable'
import type { Say } from './texts'

export interface HeaderHost {
  post(message: FromComparison): void
  announce(text: string): void
}
export interface HeaderView {
  readonly cards: readonly ComparisonCard[]
  readonly state: ComparisonState
  readonly live: LiveRun | undefined
  readonly isTrusted: boolean
  readonly language: Language
  readonly say: Say
}

/** Which comparison it is, how far it is, and what can be done with it. */
export function createHeader(host: HeaderHost): { readonly element: HTMLElement; update(view: HeaderView): void } {
  const name = html('h1')
  const select = html('select')
  const status = html('span', { class: 'state' })
  const facts = html('span', { class: 'dim number facts' })
  const bar = html('progress', { max: 1, value: 0 })
  const cancel = html('button', { type: 'button' })
  const goOn = html('button', { type: 'button', class: 'primary' })
  const compare = html('button', { type: 'button' })
  const note = html('span', { class: 'dim' })
  const copy = html('button', { type: 'button' })
  const formats: readonly (readonly [ComparisonFormat, HTMLButtonElement])[] = [
    ['md', html('button', { type: 'button' })],
    ['tex', html('button', { type: 'button' })],
    ['svg', html('button', { type: 'button' })],
  ]
  const menu = html('div', { class: 'popover menu', popover: 'auto', id: 'exports' }, copy, ...formats.map(([, button]) => button))
  const exports = html('button', { type: 'button', popovertarget: 'exports' })
  const controls = html('div', { class: 'controls' }, note, goOn, cancel, compare, exports, menu)
  const element = html('header', { class: 'run-bar' }, html('div', { class: 'run-line' }, name, select, status, facts), controls, bar)
  let view: HeaderView | undefined
  let listed = ''

  const ask = (kind: 'cancel' | 'goOn', button: HTMLButtonElement): void => {
    if (!view) return
    host.post({ kind, comparison: view.state.file })
    host.announce(view.say('asked', { action: button.textContent ?? '' }))
  }
  select.addEventListener('change', () => host.post({ kind: 'show', comparison: select.value }))
  cancel.addEventListener('click', () => ask('cancel', cancel))
  goOn.addEventListener('click', () => ask('goOn', goOn))
  compare.addEventListener('click', () => host.post({ kind: 'compare' }))
  copy.addEventListener('click', () => {
    menu.hidePopover()
    if (!view) return
    host.post({ kind: 'copy', comparison: view.state.file })
    host.announce(view.say('copied'))
  })
  for (const [format, button] of formats)
    button.addEventListener('click', () => {
      menu.hidePopover()
      if (view) host.post({ kind: 'export', comparison: view.state.file, format })
    })

  return {
    element,
    update(next) {
      view = next
      const { cards, state, isTrusted, say } = next
      setText(name, folderName(state.experiment))
      const key = JSON.stringify([cards.map(({ file, status: now }) => [file, now]), next.language])
      if (key !== listed) select.replaceChildren(...optionsOf(cards, state.experiment, say))
      listed = key
      select.setAttribute('aria-label', say('choose'))
      select.title = say('choose')
      if (select.value !== state.file) select.value = state.file
      setText(status, say(`status.${state.status}`))
      status.className = `state ${state.status}`
      const { ended, failed, runs } = countsOf(state)
      setText(facts, factsOf(next).join(' · '))
      bar.hidden = state.status !== 'running'
      bar.max = runs
      bar.value = ended + liveShare(next.live)
      bar.setAttribute('aria-label', say('progress.bar'))
      const isOfTerminal = state.status === 'running' && state.keeper === 'terminal'
      const isCut = state.status === 'interrupted' || state.status === 'failed'
      cancel.hidden = state.status !== 'running' || isOfTerminal
      setText(cancel, say('cancel'))
      cancel.title = say('cancel.about')
      goOn.hidden = !isCut && !(state.status === 'completed' && failed > 0)
      goOn.disabled = !isTrusted
      setText(goOn, say(isCut ? 'go-on' : 'go-on.again'))
      setText(compare, say('compare'))
      compare.disabled = !isTrusted
      setText(note, isOfTerminal ? say('in-terminal') : isTrusted ? '' : say('untrusted'))
      note.hidden = note.textContent === ''
      exports.disabled = !state.result
      setText(exports, say('export'))
      setText(copy, say('export.copy'))
      for (const [format, button] of formats) setText(button, say(`export.${format}`))
    },
  }
}

function factsOf({ state, live, say }: HeaderView): string[] {
  const { ended, failed, runs } = countsOf(state)
  const training = trainingOf(state)
  const left = state.status === 'running' ? secondsLeftOf(state, live) : undefined
  return [
    say('progress.ended', { ended, runs }),
    ...(failed > 0 ? [say('progress.failed', { count: failed })] : []),
    ...(training && state.status === 'running' ? [trainingWords(labelOf(training.run, say), live, say)] : []),
    ...(left === undefined ? [] : [say('progress.left', { time: formatClock(left) })]),
    state.engine,
  ]
}

function trainingWords(run: string, live: LiveRun | undefined, say: Say): string {
  if (live?.steps === undefined) return say('progress.begins', { run })
  return say('progress.step', { run, step: formatCount(live.step), steps: formatCount(live.steps) })
}

function liveShare(live: LiveRun | undefined): number {
  return live?.steps ? Math.min(1, live.step / live.steps) : 0
}

/** Those of the shown experiment first; of others by their names. */
function optionsOf(cards: readonly ComparisonCard[], experiment: string, say: Say): HTMLElement[] {
  const option = (card: ComparisonCard): HTMLElement => html('option', { value: card.file }, titleOf(card, say))
  const own = cards.filter((card) => card.experiment === experiment)
  const others = [...new Set(cards.map((card) => card.experiment))].filter((each) => each !== experiment)
  return [
    ...own.map(option),
    ...others.map((each) => html('optgroup', { label: folderName(each) }, ...cards.filter((card) => card.experiment === each).map(option))),
  ]
}

export function titleOf({ createdAt, variants, request }: ComparisonCard, say: Say): string {
  const { seeds, maxSteps, tune } = request
  return [
    variants.join(', '),
    seeds === 1 ? say('seed') : say('card.seeds', { seeds }),
    ...(maxSteps === undefined ? [] : [say('card.cut', { steps: formatCount(maxSteps) })]),
    ...(tune ? [say('card.tuned')] : []),
    timeOf(createdAt),
  ].join(' · ')
}

function timeOf(iso: string): string {
  const date = new Date(iso)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
