/** Of the theme what a picture needs. */
export interface PictureTheme {
  readonly foreground: string
  readonly isDark: boolean
  /** The value of a `--vscode-` variable, null where the theme has none. */
  valueOf(variable: string): string | null
}

/**
 * A picture as an address for <img>, where nothing in it runs. An image sees nothing of the page around it, so the theme is written into its text:
 * `var()` becomes the variable's value or its own fallback, `currentColor` the foreground unless the picture gives a color of its own, and
 * `prefers-color-scheme` asks for the theme of the editor, not that of the desktop.
 */
export function pictureAddress(svg: string, theme: PictureTheme): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(recolor(svg, theme))}`
}

export function recolor(svg: string, theme: PictureTheme): string {
  return withForeground(withoutVariables(svg, theme), theme.foreground)
    .replace(/\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, theme.isDark ? always : never)
    .replace(/\(\s*prefers-color-scheme\s*:\s*light\s*\)/g, theme.isDark ? never : always)
}

const always = '(min-width: 0)'
const never = '(max-width: 0)'

/** As an attribute of the root it is the weakest color there is: what the picture says of itself wins. */
function withForeground(svg: string, foreground: string): string {
  return svg.replace(/<svg\b[^>]*>/, (root) => (/\scolor\s*=/.test(root) ? root : root.replace('<svg', `<svg color="${escaped(foreground)}"`)))
}

function withoutVariables(svg: string, theme: PictureTheme): string {
  const start = svg.search(/var\(\s*--/)
  if (start < 0) return svg
  const end = closingOf(svg, start + 'var('.length)
  if (end < 0) return svg // not CSS; the picture is shown as it is
  const [, name = '', , fallback] = /^\s*(--[\w-]+)\s*(,([\s\S]*))?$/.exec(svg.slice(start + 'var('.length, end))?.slice(0, 4) ?? []
  const value = theme.valueOf(name)
  const replaced = value === null ? withoutVariables(fallback?.trim() ?? 'currentColor', theme) : escaped(value)
  return svg.slice(0, start) + replaced + withoutVariables(svg.slice(end + 1), theme)
}

/** Where the parenthesis that was opened before `from` closes. */
function closingOf(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  return -1
}

/** A value of a theme may hold quotes, which would end an attribute. In <style> too, XML reads these back. */
function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`)
}
