import { fromWireJson, type Figure } from '../../protocol'
import { html } from '../theme/dom'
import { formatCount } from '../theme/format'
import { readPalette } from '../theme/theme'
import { drawFigure } from './draw'
import { chosenAt, mergeSteps, placeOf } from './steps'
import type { SayFigures } from './texts'

/** What the view needs from the panel it is in. */
export interface FiguresHost {
  ask(run: string, atStep: number | undefined): void
  /** The user moved the slider; undefined: follow the newest. */
  choose(step: number | undefined): void
}
export interface FiguresMessage {
  readonly run: string
  readonly step: number
  readonly steps: readonly number[]
  readonly figures: string
}
export interface FiguresView {
  readonly element: HTMLElement
  /** The run whose figures are shown, the steps heard of so far, and the one the user chose. */
  show(run: string | undefined, label: string, heard: readonly number[], wanted: number | undefined): void
  take(message: FiguresMessage): void
  setTexts(say: SayFigures): void
  /** Again in the theme's new colors. */
  redraw(): void
}

/** The figures of one run at one step, with a slider over the steps that have some. */
export function createFiguresView(host: FiguresHost, texts: SayFigures): FiguresView {
  let say = texts
  let run: string | undefined
  let told: readonly number[] = []
  let heard: readonly number[] = []
  // Steps heard of up to here that the host did not tell are gone: dropped or thinned out.
  let answered = -1
  let steps: readonly number[] = []
  let wanted: number | undefined
  let asked: number | undefined
  let shown: FiguresMessage | undefined

  const title = html('h2')
  const whose = html('span', { class: 'dim' })
  const slider = html('input', { type: 'range', min: 0, step: 1, value: 0, id: 'figure-step' })
  const output = html('output', { for: 'figure-step', class: 'number' })
  const newest = html('button', { type: 'button', class: 'plain' })
  const label = html('label', { for: 'figure-step' })
  const bar = html('div', { class: 'figure-bar' }, label, slider, output, newest)
  const stage = html('div', { class: 'figure-grid' })
  const note = html('p', { class: 'dim' })
  const element = html('section', { class: 'figures', 'aria-label': '' }, html('div', { class: 'figure-head' }, title, whose, bar), note, stage)

  const place = (): number => placeOf(steps, wanted)
  const merge = (): void => {
    steps = mergeSteps(
      told,
      heard.filter((step) => step > answered),
    )
  }
  const update = (): void => {
    element.setAttribute('aria-label', say('title'))
    title.textContent = say('title')
    label.textContent = say('step')
    newest.textContent = say('newest')
    newest.title = say('newest.about')
    newest.setAttribute('aria-pressed', String(wanted === undefined))
    bar.hidden = steps.length === 0
    const at = place()
    slider.max = String(Math.max(0, steps.length - 1))
    slider.value = String(Math.max(0, at))
    slider.disabled = steps.length < 2
    const step = steps[at]
    output.textContent = step === undefined ? '' : formatCount(step)
    slider.setAttribute('aria-valuetext', step === undefined ? '' : `${say('step')} ${step}${wanted === undefined ? `, ${say('follows')}` : ''}`)
    const isStale = step !== undefined && shown?.step !== step
    note.textContent = step === undefined ? say('none') : isStale ? say('loading', { step: formatCount(step) }) : ''
    note.hidden = note.textContent === ''
    stage.classList.toggle('stale', isStale)
    if (run !== undefined && step !== undefined && isStale && asked !== step) {
      asked = step
      host.ask(run, wanted === undefined ? undefined : step)
    }
  }
  const choose = (next: number | undefined): void => {
    wanted = next
    host.choose(next)
    update()
  }
  slider.addEventListener('input', () => choose(chosenAt(steps, Number(slider.value))))
  newest.addEventListener('click', () => choose(undefined))

  const draw = (): void => {
    if (!shown) return stage.replaceChildren()
    const focus = focusIn(stage)
    stage.replaceChildren(...parse(shown.figures).map((figure) => cardOf(figure, say)))
    focus()
  }

  return {
    element,
    show(nextRun, runLabel, nextHeard, nextWanted) {
      if (nextRun !== run) {
        run = nextRun
        told = []
        answered = -1
        asked = undefined
        shown = undefined
        draw()
      }
      whose.textContent = runLabel
      wanted = nextWanted
      // A resume voids figures after its step: then what was told is void too.
      const lastBefore = heard.at(-1) ?? 0
      const last = nextHeard.at(-1)
      if (last !== undefined && last < lastBefore) {
        told = told.filter((step) => step <= last)
        answered = -1
        asked = undefined
      }
      heard = nextHeard
      merge()
      update()
    },
    take(message) {
      if (message.run !== run) return
      told = message.steps
      answered = Math.max(answered, asked ?? -1)
      merge()
      // A late answer to where the slider no longer is: its steps are news, its figures are not.
      if (message.step === steps[place()] || asked === undefined || !message.steps.includes(steps[place()]!)) {
        const isSame = shown?.step === message.step && shown.figures === message.figures
        shown = message
        if (!isSame) draw()
      }
      update()
    },
    setTexts(next) {
      say = next
      draw()
      update()
    },
    redraw: draw,
  }
}

function cardOf(figure: Figure, say: SayFigures): HTMLElement {
  const card = html('figure', { class: 'card figure', 'data-figure': figure.kind }, html('figcaption', {}, html('h3', {}, figure.name)))
  try {
    card.append(drawFigure(figure, readPalette(), say))
  } catch (error) {
    // One figure that does not fit together must not take the others with it.
    card.append(html('p', { class: 'bad' }, say('broken', { problem: error instanceof Error ? error.message : String(error) })))
  }
  return card
}

function parse(text: string): Figure[] {
  const figures = fromWireJson(text)
  return Array.isArray(figures) ? (figures as Figure[]) : []
}

/** Remembers which element of the stage has the focus, to give it back to its successor. */
function focusIn(stage: HTMLElement): () => void {
  const focusable = (): HTMLElement[] => [...stage.querySelectorAll<HTMLElement>('[tabindex]')]
  const index = focusable().findIndex((element) => element === document.activeElement)
  return () => {
    if (index >= 0) focusable()[index]?.focus({ preventScroll: true })
  }
}
