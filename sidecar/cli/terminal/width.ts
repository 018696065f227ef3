/** How many columns a text takes on a terminal: Chinese and other wide characters take two, colour codes none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of withoutColor(text)) width += widthOf(character.codePointAt(0)!)
  return width
}

export function withoutColor(text: string): string {
  return text.replace(colorCodes, '')
}

/** The text with spaces after it (or before it) up to a width; longer texts stay whole. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return side === 'left' ? text + spaces : spaces + text
}

/** At most `width` columns of a text without colour codes, with … where something was cut. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let used = 0
  for (const character of text) {
    used += widthOf(character.codePointAt(0)!)
    if (used > width - 1) break
    kept += character
  }
  return `${kept}…`
}

// Made from a string: a control character may not stand in a regular expression's literal.
const colorCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Unicode's East Asian Width W and F, in the blocks that Chinese text and emoji use. */
const wideBlocks: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

function widthOf(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x300 && code <= 0x36f) || code === 0x200b || (code >= 0xfe00 && code <= 0xfe0f)) return 0
  return wideBlocks.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}
