import { html } from '../theme/dom'
import { formatCount } from '../theme/format'
import { onTheme, readPalette } from '../theme/theme'
import { createColorScale } from './colorScale'
import { coloringsFor, type Coloring, type Shades } from './coloring'
import { matching, type Labels } from './labels'
import { lookOf, type Look } from './looks'
import { swatch } from './swatch'
import type { Say } from './texts'

/** The classes with their looks and counts. Choosing one brings its points out; a hundred scroll and can be searched. */
export interface Legend {
  readonly element: HTMLElement
  setLabels(labels: Labels, chosen: ReadonlySet<number>, wantsShapes: boolean): void
  setColoring(coloring: Coloring, shades: Shades | undefined): void
}

export interface LegendListener {
  onChoose(chosen: ReadonlySet<number>): void
  onShapes(wantsShapes: boolean): void
  onColoring(coloring: Coloring): void
}

/** @param images what else is chosen about points */
export function createLegend(say: Say, images: HTMLElement, listener: LegendListener): Legend {
  const search = html('input', { type: 'search', placeholder: say('classes.search'), 'aria-label': say('classes.search') })
  const all = html('button', { type: 'button', class: 'link' }, say('classes.all'))
  const scale = createColorScale(say, (coloring) => listener.onColoring(coloring))
  const state = html('span', { class: 'dim', role: 'status' })
  const shapesButton = html('button', { type: 'button', class: 'plain', title: say('shapes.about') }, say('shapes'))
  const list = html('div', { class: 'classes', role: 'group', 'aria-label': say('classes.about'), title: say('classes.about') })
  const none = html('p', { class: 'dim', hidden: true }, say('classes.none'))
  let labels: Labels = { names: [], counts: [], of: new Uint32Array(0) }
  let chosen: Set<number> = new Set()
  let wantsShapes = false
  let isShaded = false
  let buttons: HTMLButtonElement[] = []

  /** One stop of the Tab key for all of them: arrow keys go from one to the next. */
  const focusable = (): HTMLButtonElement[] => buttons.filter(({ hidden }) => !hidden)
  const setStop = (stop: HTMLButtonElement | undefined): void => buttons.forEach((button) => (button.tabIndex = button === stop ? 0 : -1))
  const show = (): void => {
    buttons.forEach((button, place) => button.setAttribute('aria-pressed', String(chosen.has(place))))
    list.classList.toggle('choosing', chosen.size > 0)
    all.hidden = chosen.size === 0
    state.textContent = chosen.size === 0 ? '' : say('classes.chosen', { chosen: chosen.size, labels: labels.names.length })
  }
  const filter = (): void => {
    const found = matching(labels.names, search.value)
    buttons.forEach((button, place) => (button.hidden = !found.has(place)))
    none.hidden = found.size > 0
    setStop(focusable()[0])
  }
  const fill = (): void => {
    const { isDark, isHighContrast, foreground } = readPalette()
    const areShaped = wantsShapes || isHighContrast
    // Where colors say something else a class has its shape, if it has one of its own.
    list.classList.toggle('without-looks', isShaded && !areShaped)
    const lookIn = (place: number): Look => ({ ...lookOf(place, isDark, areShaped), ...(isShaded && { color: foreground }) })
    const focused = buttons.findIndex((button) => button === document.activeElement)
    buttons = labels.names.map((name, place) => {
      const button = html(
        'button',
        { type: 'button', class: 'class', title: name },
        swatch(lookIn(place)),
        html('span', { class: 'name' }, name || say('unlabeled')),
        html('span', { class: 'dim' }, formatCount(labels.counts[place]!)),
      )
      button.addEventListener('click', ({ ctrlKey, metaKey, shiftKey }) => {
        const isAdding = ctrlKey || metaKey || shiftKey
        const wasAlone = chosen.size === 1 && chosen.has(place)
        if (!isAdding) chosen = new Set(wasAlone ? [] : [place])
        else if (!chosen.delete(place)) chosen.add(place)
        setStop(button)
        show()
        listener.onChoose(new Set(chosen))
      })
      return button
    })
    list.replaceChildren(...buttons)
    search.hidden = labels.names.length <= fewClasses
    if (search.hidden) search.value = ''
    filter()
    if (focused >= 0) buttons[focused]?.focus()
    shapesButton.setAttribute('aria-pressed', String(wantsShapes))
    shapesButton.hidden = isHighContrast // there shapes differ anyway
    show()
  }
  list.addEventListener('keydown', (event) => {
    const shown = focusable()
    const at = shown.findIndex((button) => button === document.activeElement)
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key]
    const next = to === undefined ? undefined : shown[Math.max(0, Math.min(shown.length - 1, to))]
    if (!next) return
    setStop(next)
    next.focus()
    event.preventDefault()
  })
  search.addEventListener('input', filter)
  all.addEventListener('click', () => {
    chosen.clear()
    show()
    listener.onChoose(new Set())
    focusable()[0]?.focus()
  })
  shapesButton.addEventListener('click', () => listener.onShapes(!wantsShapes))
  onTheme(fill)

  return {
    element: html(
      'section',
      { class: 'legend' },
      html('div', { class: 'dress' }, scale.choice, images),
      scale.element,
      html('div', { class: 'bar' }, html('h2', {}, say('classes')), html('span', { class: 'space' }), state, all, shapesButton),
      search,
      list,
      none,
    ),
    setLabels(given, givenChosen, shaped) {
      const isSame = given === labels && shaped === wantsShapes
      labels = given
      chosen = new Set(givenChosen)
      wantsShapes = shaped
      if (isSame) show()
      else fill()
    },
    setColoring(coloring, shades) {
      scale.set(coloring, coloringsFor(labels), shades)
      if (isShaded === (shades !== undefined)) return
      isShaded = !isShaded
      fill()
    },
  }
}

/** So many are seen at a glance. */
const fewClasses = 12
