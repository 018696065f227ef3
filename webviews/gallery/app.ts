import type { DirectionGroup, FromGallery, GalleryEntry, Language, ToGallery } from '../../protocol'
import type { Door } from '../host/door'
import { html } from '../theme/dom'
import { onTheme, readPalette } from '../theme/theme'
import { createCard, tagOf, type Card } from './card'
import type { PictureTheme } from './picture'
import { createMatcher, examplesOf } from './search'
import { readState } from './state'
import { sayIn } from './texts'
import { nextCard } from './walk'

/** The gallery: every direction as a card, by group; a search over all of their texts. */
export function start(door: Door<ToGallery, FromGallery>): void {
  let language: Language | null = null
  let entries: readonly GalleryEntry[] | null = null
  let view: View | null = null

  const show = (): void => {
    if (language === null) return
    const hadFocus = view ? view.hasFocus() : true
    view?.close()
    view = openView(door, language, entries)
    if (hadFocus) view.focus()
  }
  door.listen((message) => {
    switch (message.kind) {
      case 'hello':
        if (message.language === language) return
        language = message.language
        return show()
      case 'entries':
        // A panel that was hidden is told everything again: what is on the page stays, and with it where the user was.
        if (JSON.stringify(message.entries) === JSON.stringify(entries)) return
        entries = message.entries
        return show()
    }
  })
  onTheme(() => view?.paint())
  door.post({ kind: 'ready' })
}

interface View {
  paint(): void
  hasFocus(): boolean
  focus(): void
  close(): void
}

const groups: readonly DirectionGroup[] = ['architecture', 'training', 'fusion']

/** @param entries null while they are being read */
function openView(door: Door<ToGallery, FromGallery>, language: Language, entries: readonly GalleryEntry[] | null): View {
  const say = sayIn(language)
  const state = readState(door.state.get())
  const search = html('input', {
    type: 'search',
    class: 'search',
    'aria-label': say('search'),
    placeholder: say('search.hint'),
    'aria-controls': 'groups',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const count = html('span', { class: 'dim count', role: 'status', 'aria-live': 'polite' })
  const none = html('div', { class: 'none', hidden: true })
  const cards = (entries ?? []).map((entry) => createCard(entry, { language, say, post: door.post }))
  const sections = groups.map((group) => {
    const own = cards.filter(({ entry }) => entry.direction.group === group)
    const list = html('ul', { class: 'cards', role: 'list', 'aria-labelledby': `group-${group}` }, ...own.map(({ element }) => element))
    return { own, element: html('section', { class: 'group' }, html('h2', { id: `group-${group}` }, say(`group.${group}`)), list) }
  })
  const ordered = sections.flatMap(({ own }) => own) // as they lie on the page
  const main = html('main', { id: 'groups' }, none, ...sections.map(({ element }) => element))
  const page = html(
    'div',
    { class: 'gallery' },
    html(
      'header',
      {},
      html('div', { class: 'heading' }, html('h1', {}, say('title')), html('p', { class: 'dim' }, say('subtitle'))),
      html('div', { class: 'searching', role: 'search' }, search, count),
    ),
    main,
  )

  let current: Card | null = null
  const shown = (): Card[] => ordered.filter(({ element }) => !element.hidden)
  const setCurrent = (card: Card | null): void => {
    current?.setCurrent(false)
    current = card
    current?.setCurrent(true)
  }
  const walkTo = (card: Card): void => {
    setCurrent(card)
    card.element.focus({ preventScroll: true })
    card.element.scrollIntoView({ block: 'nearest' })
  }
  const searchFor = (text: string): void => {
    search.value = text
    applySearch()
    search.focus({ preventScroll: true })
  }
  const applySearch = (): void => {
    const matches = createMatcher(search.value)
    for (const card of cards) card.element.hidden = !matches(card.entry)
    for (const { own, element } of sections) element.hidden = own.every((card) => card.element.hidden)
    const found = shown()
    if (current === null || !found.includes(current)) setCurrent(found[0] ?? null)
    describe(found.length)
  }
  const describe = (found: number): void => {
    const total = cards.length
    const says =
      entries === null ? say('reading') : found < total ? say('count.some', { count: found, total }) : say(total === 1 ? 'count.one' : 'count.all', { total })
    if (count.textContent !== says) count.textContent = says // a count that is told again is no news
    none.hidden = entries === null || found > 0
    if (none.hidden) return none.replaceChildren()
    if (total === 0) return none.replaceChildren(html('p', {}, say('none.at-all')))
    const examples = examplesOf(entries ?? [], language, 6).map((word) => {
      const example = html('button', { type: 'button', lang: /\p{Script=Han}/u.test(word) ? 'zh-CN' : 'en' }, word)
      example.addEventListener('click', () => searchFor(word))
      return example
    })
    const all = html('button', { type: 'button', class: 'primary' }, say('none.clear'))
    all.addEventListener('click', () => searchFor(''))
    none.replaceChildren(
      html('p', { class: 'missed' }, say('none.found', { search: search.value.trim() })),
      html('p', { class: 'dim' }, say('none.try')),
      html('div', { class: 'examples' }, ...examples, all),
    )
  }

  const save = (): void => {
    // Until the directions are there, the page is too short to tell where the user was.
    door.state.set({ search: search.value, scroll: entries === null ? state.scroll : Math.round(window.scrollY) })
  }
  const onSearchKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return // the keys are the input method's
    const first = shown()[0]
    if (event.key === 'ArrowDown' && first) walkTo(current ?? first)
    else if (event.key === 'Enter' && first && search.value.trim() !== '') walkTo(first)
    else if (event.key === 'Escape' && search.value !== '') searchFor('')
    else return
    event.preventDefault()
    save()
  }
  const onCardKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !current) return
    const found = shown()
    const isOnCard = event.target === current.element
    if (isOnCard && event.key === 'Enter') current.open()
    else if (event.key === 'Escape') search.focus()
    else {
      const boxes = found.map(({ element }) => element.getBoundingClientRect())
      const next = nextCard(boxes, found.indexOf(current), event.key)
      if (next !== null) walkTo(found[next]!)
      else if (event.key === 'ArrowUp')
        search.focus() // above the first row
      else return
    }
    event.preventDefault()
  }
  const onSearch = (): void => {
    applySearch()
    window.scrollTo({ top: 0 })
    save()
  }
  // While Chinese is composed the field holds its pinyin, which would find nothing.
  search.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) onSearch()
  })
  search.addEventListener('compositionend', onSearch)
  search.addEventListener('keydown', onSearchKey)
  main.addEventListener('keydown', onCardKey)
  main.addEventListener('focusin', ({ target }) => {
    const card = cards.find(({ element }) => target instanceof Node && element.contains(target))
    if (card) setCurrent(card)
  })
  window.addEventListener('scrollend', save)

  const paint = (): void => {
    const theme = pictureTheme()
    for (const card of cards) card.paint(theme)
  }
  document.documentElement.lang = tagOf(language)
  document.body.append(page)
  search.value = state.search
  paint()
  applySearch()
  if (entries !== null) window.scrollTo({ top: state.scroll, behavior: 'instant' })

  return {
    paint,
    hasFocus: () => page.contains(document.activeElement) || document.activeElement === document.body,
    focus: () => search.focus({ preventScroll: true }),
    close() {
      window.removeEventListener('scrollend', save)
      page.remove()
    },
  }
}

function pictureTheme(): PictureTheme {
  const { foreground, isDark } = readPalette()
  const style = getComputedStyle(document.body)
  return { foreground, isDark, valueOf: (variable) => style.getPropertyValue(variable).trim() || null }
}
