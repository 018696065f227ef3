type Child = Node | string | undefined

/** An HTML element with attributes and children. Text goes in as text, never as markup. */
export function html<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children)
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Calls back with an element's width now and whenever it changes. */
export function onWidth(element: Element, listener: (width: number) => void): void {
  let last = -1
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0)
    if (width === last || width === 0) return
    last = width
    listener(width)
  }).observe(element)
}

/** Calls back when light and dark are switched, for what is drawn in colours of the page. */
export function onTheme(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener)
}

export function pageColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export const wantsLessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

function fill<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  for (const child of children) if (child !== undefined) element.append(child)
  return element
}
