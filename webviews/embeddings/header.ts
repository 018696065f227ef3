import type { ProjectionMethod, RunCard } from '../../protocol'
import { html } from '../theme/dom'
import type { Say } from './texts'

/** Which run, tower and projection, and whether as a plot or a table. */
export interface Header {
  readonly element: HTMLElement
  set(shown: {
    cards: readonly RunCard[]
    run: string | null
    method: ProjectionMethod
    towers: readonly string[]
    tower: string | null
    isTable: boolean
    /** Columns of the tower: two can be shown as they are. */
    width: number
    hasPoints: boolean
  }): void
}

export interface HeaderListener {
  onRun(run: string): void
  onMethod(method: ProjectionMethod): void
  onTower(tower: string): void
  onTable(isTable: boolean): void
  onCurves(): void
  onExport(to: 'file' | 'clipboard'): void
}

export function createHeader(say: Say, listener: HeaderListener): Header {
  const run = html('select', { class: 'run', 'aria-label': say('run') })
  const status = html('span', { class: 'status', role: 'status' })
  const curves = html('button', { type: 'button', class: 'plain', title: say('curves.about') }, say('curves'))
  const tower = html('select', { 'aria-label': say('tower') })
  const towerLabel = html('label', { hidden: true, title: say('tower') }, html('span', { class: 'dim tower' }, say('tower')), tower)
  const methods = (['pca', 'umap', 'plain'] as const).map((method) => ({
    method,
    button: html('button', { type: 'button', title: method === 'plain' ? say('plain.about') : undefined }, say(method)),
  }))
  const table = html('button', { type: 'button', class: 'plain', title: say('table.about') }, say('table'))
  const [copy, save] = (['copy', 'save'] as const).map((code) =>
    html('button', { type: 'button', class: 'plain', title: say(`${code}.about`), 'aria-description': say(`${code}.about`) }, say(code)),
  ) as [HTMLButtonElement, HTMLButtonElement]
  copy.addEventListener('click', () => listener.onExport('clipboard'))
  save.addEventListener('click', () => listener.onExport('file'))
  run.addEventListener('change', () => listener.onRun(run.value))
  tower.addEventListener('change', () => listener.onTower(tower.value))
  for (const { method, button } of methods) button.addEventListener('click', () => listener.onMethod(method))
  table.addEventListener('click', () => listener.onTable(table.getAttribute('aria-pressed') !== 'true'))
  curves.addEventListener('click', () => listener.onCurves())
  const element = html(
    'header',
    {},
    html('div', { class: 'bar' }, run, status, curves),
    html(
      'div',
      { class: 'bar' },
      html('div', { class: 'switch', role: 'group', 'aria-label': say('method') }, ...methods.map(({ button }) => button)),
      towerLabel,
      html('span', { class: 'space' }),
      copy,
      save,
      table,
    ),
  )
  return {
    element,
    set({ cards, run: chosen, method, towers, tower: chosenTower, isTable, width, hasPoints }) {
      fillSelect(run, cards.map((card) => ({ value: card.run, text: titleOf(card, say) })), chosen) // prettier-ignore
      run.title = run.selectedOptions[0]?.textContent ?? ''
      const card = cards.find((each) => each.run === chosen)
      status.textContent = card ? say(`status.${card.manifest.status}`) : ''
      status.dataset['status'] = card?.manifest.status ?? ''
      curves.disabled = !card
      fillSelect(tower, towers.map((name) => ({ value: name, text: name })), chosenTower) // prettier-ignore
      towerLabel.hidden = towers.length < 2
      for (const { method: offered, button } of methods) button.hidden = offered === 'plain' && width !== 2
      copy.disabled = save.disabled = !hasPoints
      for (const each of methods) each.button.setAttribute('aria-pressed', String(each.method === method))
      table.setAttribute('aria-pressed', String(isTable))
    },
  }
}

function titleOf({ manifest }: RunCard, say: Say): string {
  return `${manifest.experiment} · ${manifest.variant} · ${say('seed', { seed: manifest.seed })}`
}

/** Leaves the element as it is where nothing changed, so that an open list stays open. */
function fillSelect(select: HTMLSelectElement, options: readonly { value: string; text: string }[], chosen: string | null): void {
  const isSame =
    select.options.length === options.length && options.every(({ value, text }, i) => select.options[i]!.value === value && select.options[i]!.text === text)
  if (!isSame) select.replaceChildren(...options.map(({ value, text }) => html('option', { value }, text)))
  if (chosen !== null) select.value = chosen
}
