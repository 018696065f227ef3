import { html, onTheme, onWidth, pageColor } from './dom'
import { drawShape, lookOf } from './palette'

/** Points on a canvas, both axes at one scale: distances are what the axes hold, so neither may be stretched. */
export interface Scatter {
  readonly element: HTMLCanvasElement
  /** How far points go from the middle on each axis, in all frames: so that the view stays while they move. */
  setReach(reach: { x: number; y: number }): void
  setPositions(positions: Float32Array): void
  setChosen(labels: ReadonlySet<number>): void
  setPointed(point: number | undefined): void
  /** The point drawn nearest to a place on the canvas, within a finger's width. */
  nearest(x: number, y: number): number | undefined
  /** The nearest point in a direction from another. */
  next(from: number | undefined, direction: { x: number; y: number }): number | undefined
  placeOf(point: number): { x: number; y: number }
  size(): { width: number; height: number }
}

export function createScatter(labels: Uint16Array, about: string): Scatter {
  const element = html('canvas', { class: 'scatter', tabindex: 0, role: 'img', 'aria-label': about })
  const context = element.getContext('2d')!
  const order = Array.from(labels, (_, index) => index)
  const radius = labels.length > 3000 ? 2 : labels.length > 600 ? 2.8 : 4
  let positions: Float32Array = new Float32Array(labels.length * 2)
  let reach = { x: 1, y: 1 }
  let chosen: ReadonlySet<number> = new Set()
  let pointed: number | undefined
  let width = 0
  let height = 0

  const isOut = (point: number): boolean => chosen.size === 0 || chosen.has(labels[point]!)
  const placeOf = (point: number): { x: number; y: number } => {
    const scale = Math.min((width / 2 - 14) / reach.x, (height / 2 - 14) / reach.y)
    return { x: width / 2 + positions[point * 2]! * scale, y: height / 2 - positions[point * 2 + 1]! * scale }
  }
  const draw = (): void => {
    if (width === 0) return
    const ratio = devicePixelRatio || 1
    element.width = Math.round(width * ratio)
    element.height = Math.round(height * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    for (const isChosen of [false, true]) {
      context.globalAlpha = isChosen ? 0.85 : 0.1
      for (const point of order) {
        if (isOut(point) !== isChosen) continue
        const { color, shape } = lookOf(labels[point]!)
        const { x, y } = placeOf(point)
        context.fillStyle = color
        drawShape(context, shape, x, y, radius)
      }
    }
    context.globalAlpha = 1
    if (pointed === undefined) return
    const { x, y } = placeOf(pointed)
    const { color, shape } = lookOf(labels[pointed]!)
    context.fillStyle = color
    drawShape(context, shape, x, y, radius * 1.8)
    context.strokeStyle = pageColor('--foreground')
    context.lineWidth = 1.5
    context.stroke()
  }
  onWidth(element, (now) => {
    width = now
    height = element.clientHeight
    draw()
  })
  onTheme(draw)

  return {
    element,
    placeOf,
    size: () => ({ width, height }),
    setReach(given) {
      reach = given
    },
    setPositions(given) {
      positions = given
      draw()
    },
    setChosen(given) {
      chosen = given
      draw()
    },
    setPointed(given) {
      pointed = given
      draw()
    },
    nearest(x, y) {
      const within = order.filter(isOut).map((point) => ({ point, distance: distanceTo(placeOf(point), x, y) }))
      const best = within.reduce<{ point: number; distance: number } | undefined>((a, b) => (a && a.distance <= b.distance ? a : b), undefined)
      return best && best.distance <= 18 ? best.point : undefined
    },
    next(from, direction) {
      const start = from === undefined ? { x: width / 2, y: height / 2 } : placeOf(from)
      let best: { point: number; cost: number } | undefined
      for (const point of order) {
        if (point === from || !isOut(point)) continue
        const at = placeOf(point)
        const along = (at.x - start.x) * direction.x + (at.y - start.y) * direction.y
        const aside = Math.abs((at.x - start.x) * direction.y) + Math.abs((at.y - start.y) * direction.x)
        const cost = along + 2 * aside
        if (along > 0.5 && (!best || cost < best.cost)) best = { point, cost }
      }
      return best?.point ?? from
    },
  }
}

function distanceTo(place: { x: number; y: number }, x: number, y: number): number {
  return Math.hypot(place.x - x, place.y - y)
}
