import type { Scene } from './scene'
import { moveBy, zoomAround, type Span } from './zoom'

/** What pointer and keys do to a chart. */
export interface GestureHost {
  scene(): Scene | undefined
  cursor(): number | undefined
  setCursor(x: number | undefined): void
  setZoom(zoom: Span | undefined): void
  walk(by: number | 'first' | 'last'): void
  /** Show the figures of the step at the cursor. */
  pick(): void
  /** The click was the first of two: it asked for something else. */
  unpick(): void
}

const leastDrag = 6

/** A bare wheel scrolls the page, as everywhere; with Ctrl, ⌘ or a pinch it zooms, with Shift it moves along. */
export function listenToGestures(plot: HTMLElement, band: HTMLElement, host: GestureHost): void {
  let dragFrom: number | undefined
  const pixelOf = (event: MouseEvent): number => event.clientX - plot.getBoundingClientRect().left
  const clamped = (pixel: number, { frame }: Scene): number => Math.min(frame.right, Math.max(frame.left, pixel))
  const spanOf = ({ x }: Scene): Span => ({ from: x.low, to: x.high })

  plot.addEventListener('pointerdown', (event) => {
    const scene = host.scene()
    if (event.button !== 0 || !scene) return
    dragFrom = clamped(pixelOf(event), scene)
    plot.setPointerCapture(event.pointerId)
  })
  plot.addEventListener('pointermove', (event) => {
    const scene = host.scene()
    if (!scene) return
    const pixel = clamped(pixelOf(event), scene)
    host.setCursor(scene.x.unplace(pixel))
    if (dragFrom === undefined) return
    band.hidden = Math.abs(pixel - dragFrom) < leastDrag
    band.style.left = `${Math.min(pixel, dragFrom)}px`
    band.style.width = `${Math.abs(pixel - dragFrom)}px`
    band.style.top = `${scene.frame.top}px`
    band.style.height = `${scene.frame.bottom - scene.frame.top}px`
  })
  plot.addEventListener('pointerup', (event) => {
    const scene = host.scene()
    const from = dragFrom
    dragFrom = undefined
    band.hidden = true
    if (from === undefined || !scene) return
    const to = clamped(pixelOf(event), scene)
    if (Math.abs(to - from) < leastDrag) return host.pick()
    host.setZoom({ from: scene.x.unplace(Math.min(from, to)), to: scene.x.unplace(Math.max(from, to)) })
  })
  plot.addEventListener('pointercancel', () => {
    dragFrom = undefined
    band.hidden = true
  })
  plot.addEventListener('pointerleave', () => {
    if (dragFrom === undefined) host.setCursor(undefined)
  })
  plot.addEventListener('dblclick', () => {
    host.unpick()
    host.setZoom(undefined)
  })
  plot.addEventListener(
    'wheel',
    (event) => {
      const scene = host.scene()
      if (!scene || !(event.ctrlKey || event.metaKey || event.shiftKey)) return
      event.preventDefault()
      const turn = (event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1)
      if (event.shiftKey) host.setZoom(moveBy(spanOf(scene), Math.sign(turn) * 0.1, scene.x.isLog))
      else
        host.setZoom(
          zoomAround(spanOf(scene), scene.x.unplace(clamped(pixelOf(event), scene)), Math.exp(Math.max(-200, Math.min(200, turn)) / 400), scene.x.isLog),
        )
    },
    { passive: false },
  )
  plot.addEventListener('keydown', (event) => {
    const scene = host.scene()
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return
    const span = spanOf(scene)
    const center = host.cursor() ?? (span.from + span.to) / 2
    const stride = event.shiftKey ? 10 : 1
    switch (event.key) {
      case 'ArrowLeft':
        host.walk(-stride)
        break
      case 'ArrowRight':
        host.walk(stride)
        break
      case 'Home':
        host.walk('first')
        break
      case 'End':
        host.walk('last')
        break
      case '+':
      case '=':
        host.setZoom(zoomAround(span, center, 0.5, scene.x.isLog))
        break
      case '-':
      case '_':
        host.setZoom(zoomAround(span, center, 2, scene.x.isLog))
        break
      case 'PageUp':
        host.setZoom(moveBy(span, -0.5, scene.x.isLog))
        break
      case 'PageDown':
        host.setZoom(moveBy(span, 0.5, scene.x.isLog))
        break
      case '0':
        host.setZoom(undefined)
        break
      case 'Enter':
        host.pick()
        break
      case 'Escape':
        host.setCursor(undefined)
        break
      default:
        return
    }
    event.preventDefault()
  })
  plot.addEventListener('blur', () => host.setCursor(undefined))
}
