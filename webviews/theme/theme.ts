/** The colours of the editor's theme for what is drawn on a canvas, where CSS variables do not reach. */
export interface Palette {
  readonly isDark: boolean
  readonly isHighContrast: boolean
  readonly foreground: string
  readonly dim: string
  readonly background: string
  readonly card: string
  readonly border: string
  readonly grid: string
  readonly accent: string
  readonly good: string
  readonly bad: string
  readonly warn: string
  /** For things told apart by color: eight, the first six easiest to tell apart. */
  readonly series: readonly string[]
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.body)
  const color = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim()
      if (value) return value
    }
    return style.color
  }
  // The light one of high contrast has the class of the dark one too.
  const has = (name: string): boolean => document.body.classList.contains(name)
  const isHighContrast = /\bvscode-high-contrast/.test(document.body.className)
  const foreground = color('foreground', 'editor-foreground')
  return {
    isDark: (has('vscode-dark') || has('vscode-high-contrast')) && !has('vscode-high-contrast-light'),
    isHighContrast,
    foreground,
    dim: isHighContrast ? foreground : color('descriptionForeground', 'foreground'),
    background: color('editor-background'),
    card: color('editorWidget-background', 'editor-background'),
    border: isHighContrast ? color('contrastBorder', 'foreground') : color('panel-border', 'widget-border', 'editorWidget-border', 'foreground'),
    grid: isHighContrast ? color('contrastBorder', 'foreground') : color('charts-lines', 'panel-border', 'foreground'),
    accent: color('progressBar-background', 'charts-blue', 'focusBorder', 'foreground'),
    good: color('testing-iconPassed', 'charts-green', 'foreground'),
    bad: color('errorForeground', 'charts-red', 'foreground'),
    warn: color('editorWarning-foreground', 'charts-yellow', 'foreground'),
    series: seriesVariables.map((name) => color(name, 'charts-foreground', 'foreground')),
  }
}

/** Calls back when the theme was changed: VS Code puts the new class on `body` and the new colours on the root's style. */
export function onTheme(listener: () => void): void {
  const observer = new MutationObserver(listener)
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] })
}

export const wantsLessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

const seriesVariables = [
  'charts-blue',
  'charts-orange',
  'charts-green',
  'charts-purple',
  'charts-red',
  'terminal-ansiCyan',
  'terminal-ansiMagenta',
  'charts-yellow',
]
