export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue'
export type Paint = (color: Color, text: string) => string

/** Colours a text where the terminal has colour, and leaves it alone elsewhere. */
export function painter(hasColor: boolean): Paint {
  return hasColor ? (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m` : (_, text) => text
}

const codes: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 36 }
