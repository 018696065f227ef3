type Child = Node | string | undefined
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** An HTML element with attributes and children. Text goes in as text, never as markup; a `style` attribute would break the CSP. */
export function html<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children)
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

/** Sets a text only where it is another: a screen reader reads a live one again. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** The same for what a select offers, so that an open one stays as it is. */
export function setOptions(select: HTMLSelectElement, options: readonly string[], chosen: string | undefined): void {
  if ([...select.options].map(({ value }) => value).join('\n') !== options.join('\n'))
    select.replaceChildren(...options.map((option) => html('option', { value: option }, option)))
  if (chosen !== undefined && select.value !== chosen) select.value = chosen
}

/** Calls back with an element's width now and whenever it changes; not while it is hidden. */
export function onWidth(element: Element, listener: (width: number) => void): void {
  let last = -1
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0)
    if (width === last || width === 0) return
    last = width
    listener(width)
  }).observe(element)
}

/** Gives a canvas the pixels of the screen for a size in CSS pixels, and a context that draws in CSS pixels. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = Math.max(1, Math.round(height * ratio))
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d')!
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}

function fill<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  for (const child of children) if (child !== undefined) element.append(child)
  return element
}
