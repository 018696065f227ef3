import type { Place } from './camera'

/** What a pointer does on the plot, in CSS pixels from its corner. */
export interface PointerListener {
  hover(at: Place): void
  leave(): void
  click(at: Place): void
  drag(by: Place): void
  wheel(factor: number, at: Place): void
}

export function listenToPointer(element: HTMLElement, listener: PointerListener): void {
  let pressed: { start: Place; last: Place; isDragging: boolean } | undefined
  const placeIn = (event: MouseEvent): Place => {
    const box = element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    pressed = { start: placeIn(event), last: placeIn(event), isDragging: false }
  })
  element.addEventListener('pointermove', (event) => {
    const at = placeIn(event)
    if (!pressed) return listener.hover(at)
    if (!pressed.isDragging && Math.hypot(at.x - pressed.start.x, at.y - pressed.start.y) < 4) return
    listener.drag({ x: at.x - pressed.last.x, y: at.y - pressed.last.y })
    pressed = { ...pressed, last: at, isDragging: true }
    element.classList.add('dragging')
  })
  const release = (event: PointerEvent, clicks: boolean): void => {
    if (clicks && pressed && !pressed.isDragging) listener.click(placeIn(event))
    pressed = undefined
    element.classList.remove('dragging')
  }
  element.addEventListener('pointerup', (event) => release(event, true))
  element.addEventListener('pointercancel', (event) => release(event, false))
  element.addEventListener('pointerleave', () => listener.leave())
  element.addEventListener('wheel', (event) => {
    event.preventDefault()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    listener.wheel(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.002), placeIn(event))
  })
}
