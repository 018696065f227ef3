import { html } from '../theme/dom'
import type { Say } from './texts'
import { THUMBNAILS, type Thumbnails } from './thumbnails'

/** Chooses when points are drawn as their images; not there where no point has one. */
export interface ImagesChoice {
  readonly element: HTMLElement
  set(hasImages: boolean, thumbnails: Thumbnails): void
}

export function createImagesChoice(say: Say, onChoose: (thumbnails: Thumbnails) => void): ImagesChoice {
  const options = THUMBNAILS.map((value) => html('option', { value }, say(`thumbnails.${value}`)))
  const select = html('select', { class: 'images', title: say('thumbnails.about') }, ...options)
  const element = html('label', { hidden: true }, html('span', { class: 'dim' }, say('thumbnails')), select)
  select.addEventListener('change', () => onChoose(THUMBNAILS.find((each) => each === select.value) ?? 'zoomed'))
  return {
    element,
    set(hasImages, thumbnails) {
      element.hidden = !hasImages
      select.value = thumbnails
    },
  }
}
