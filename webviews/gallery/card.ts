import type { FromGallery, GalleryEntry, Language, Scaffold } from '../../protocol'
import { html } from '../theme/dom'
import { pictureAddress, type PictureTheme } from './picture'
import type { Say } from './texts'

/** One direction. Its controls can be reached by Tab only while it is the current card, so that Tab does not lead through all of them. */
export interface Card {
  readonly entry: GalleryEntry
  readonly element: HTMLElement
  setCurrent(isCurrent: boolean): void
  paint(theme: PictureTheme): void
  /** What Enter does. */
  open(): void
}

export interface CardWorld {
  readonly language: Language
  readonly say: Say
  post(message: FromGallery): void
}

export function createCard(entry: GalleryEntry, { language, say, post }: CardWorld): Card {
  const { id, title, idea, papers, scaffolds } = entry.direction
  const other = language === 'en' ? 'zh-cn' : 'en'
  const controls: HTMLButtonElement[] = []
  const button = (label: string, attributes: Readonly<Record<string, string>>, act: () => void): HTMLButtonElement => {
    const made = html('button', { type: 'button', tabindex: -1, ...attributes }, label)
    made.addEventListener('click', act)
    controls.push(made)
    return made
  }
  const openScaffold = (scaffold: Scaffold): void => post({ kind: 'scaffold', direction: id, scaffold: scaffold.id })
  const scaffoldRow = (scaffold: Scaffold, index: number): HTMLElement => {
    const { short, detail } = namesOf(scaffold.title[language])
    return html(
      'div',
      { class: 'scaffold' },
      button(
        say('new', { scaffold: short }),
        { class: index === 0 ? 'primary' : '', 'data-scaffold': scaffold.id, 'aria-label': say('new.of', { direction: title[language], scaffold: short }) },
        () => openScaffold(scaffold),
      ),
      button(
        say('readme'),
        { class: 'link', role: 'link', 'data-readme': scaffold.id, 'aria-label': say('readme.of', { direction: title[language], scaffold: short }) },
        () => post({ kind: 'openReadme', direction: id, scaffold: scaffold.id }),
      ),
      detail ? html('span', { class: 'dim' }, detail) : undefined,
    )
  }
  const paperRow = (paper: { title: string; id: string }, index: number): HTMLElement =>
    html(
      'li',
      { lang: 'en' },
      button(paper.title, { class: 'link', role: 'link', 'data-paper': String(index), title: say('paper.open', { id: paper.id }) }, () =>
        post({ kind: 'openPaper', direction: id, paper: index }),
      ),
    )

  const picture = html('img', { class: 'picture', alt: '', draggable: 'false', hidden: entry.picture === '' })
  const element = html(
    'li',
    {
      class: 'card direction',
      id: `card-${id}`,
      tabindex: -1,
      'data-direction': id,
      'aria-labelledby': `title-${id}`,
      'aria-describedby': `idea-${id} result-${id} keys-${id}`,
    },
    picture,
    html(
      'div',
      { class: 'words' },
      html('h3', { id: `title-${id}` }, title[language], ' ', html('span', { class: 'dim other', lang: tagOf(other) }, title[other])),
      html('p', { id: `idea-${id}` }, idea[language]),
      resultOf(entry, language, say),
      html('div', { class: 'scaffolds' }, ...scaffolds.map(scaffoldRow)),
      papers.length === 0
        ? undefined
        : html(
            'div',
            { class: 'papers' },
            html('span', { class: 'dim' }, say(papers.length === 1 ? 'paper' : 'papers')),
            html('ul', {}, ...papers.map(paperRow)),
          ),
      html('span', { class: 'unseen', id: `keys-${id}` }, scaffolds[0] ? say('keys', { scaffold: namesOf(scaffolds[0].title[language]).short }) : ''),
    ),
  )
  return {
    entry,
    element,
    setCurrent(isCurrent) {
      for (const each of [element, ...controls]) each.tabIndex = isCurrent ? 0 : -1
    },
    paint(theme) {
      if (entry.picture !== '') picture.src = pictureAddress(entry.picture, theme)
    },
    open() {
      if (scaffolds[0]) openScaffold(scaffolds[0])
    },
  }
}

/** What HTML calls a language. */
export function tagOf(language: Language): string {
  return language === 'en' ? 'en' : 'zh-CN'
}

function resultOf({ direction, result }: GalleryEntry, language: Language, say: Say): HTMLElement {
  const attributes = { id: `result-${direction.id}`, class: result ? 'result' : 'result dim' }
  return html('p', attributes, html('span', { class: 'unseen' }, `${say('result')}: `), result ? result[language] : say('unmeasured'))
}

/** "Text: word, phrase" is short for its button: what stands before the colon; the rest stands beside it. */
function namesOf(title: string): { short: string; detail: string } {
  const [short = title, ...rest] = title.split(/\s*[:：]\s*/)
  return { short, detail: rest.join(': ') }
}
