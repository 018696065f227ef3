import { svg } from '../theme/dom'

/** Signs that no font is sure to have, in the color of the text around them. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  return svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' }, svg('path', { d: paths[name] }))
}

const paths = {
  in: 'M8 3v10M3 8h10',
  out: 'M3 8h10',
  fit: 'M8 1v4M8 11v4M1 8h4M11 8h4M8 7.5v1M7.5 8h1',
  all: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4',
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M5 3v10M11 3v10',
} as const
