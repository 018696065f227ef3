import type { Palette } from '../theme/theme'
import { piecesOf, type Area, type Scene, type Stroke } from './scene'

/** Draws a scene on a canvas whose context counts CSS pixels. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, palette: Palette, font: string): void {
  const { frame, xTicks, yTicks, areas, strokes, marks } = scene
  context.clearRect(0, 0, frame.right + 20, frame.bottom + 30)
  context.font = font
  context.lineWidth = 1
  context.strokeStyle = palette.grid
  context.globalAlpha = palette.isHighContrast ? 0.5 : 0.4
  context.beginPath()
  for (const { at } of yTicks) line(context, frame.left, Math.round(at) + 0.5, frame.right, Math.round(at) + 0.5)
  context.stroke()
  context.globalAlpha = 1
  context.fillStyle = palette.dim
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const { at, label } of yTicks) context.fillText(label, frame.left - 6, at)
  context.textBaseline = 'alphabetic'
  context.textAlign = 'center'
  for (const { at, label } of xTicks) context.fillText(label, Math.min(at, frame.right + 10 - context.measureText(label).width / 2), frame.bottom + 15)
  context.save()
  context.beginPath()
  context.rect(frame.left, frame.top - 4, frame.right - frame.left + 2, frame.bottom - frame.top + 8)
  context.clip()
  context.lineJoin = 'round'
  for (const area of areas) paintArea(context, area)
  for (const stroke of strokes) paintStroke(context, stroke)
  context.restore()
  for (const mark of marks) {
    context.beginPath()
    trianglePath(mark.x, mark.y, mark.isFilled).forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)))
    context.closePath()
    context.lineWidth = 1.25
    context.strokeStyle = context.fillStyle = mark.isFilled ? palette.bad : mark.color
    if (mark.isFilled) context.fill()
    else context.stroke()
  }
}

/** Up and filled for what is not finite, down and hollow for what a logarithm cannot show. */
export function trianglePath(x: number, y: number, isUp: boolean): [number, number][] {
  const sign = isUp ? 1 : -1
  return [
    [x, y - 4.5 * sign],
    [x + 4.5, y + 3.5 * sign],
    [x - 4.5, y + 3.5 * sign],
  ]
}

function paintArea(context: CanvasRenderingContext2D, { points, color }: Area): void {
  context.globalAlpha = areaAlpha
  context.fillStyle = color
  context.beginPath()
  for (let i = 0; i < points.length; i += 2) {
    if (i === 0) context.moveTo(points[i]!, points[i + 1]!)
    else context.lineTo(points[i]!, points[i + 1]!)
  }
  context.fill()
  context.globalAlpha = 1
}

function paintStroke(context: CanvasRenderingContext2D, { points, color, width, alpha, dash }: Stroke): void {
  context.globalAlpha = alpha
  context.strokeStyle = context.fillStyle = color
  context.lineWidth = width
  context.setLineDash([...dash])
  const pieces = piecesOf(points)
  context.beginPath()
  for (const piece of pieces) {
    context.moveTo(piece[0]!, piece[1]!)
    for (let i = 2; i < piece.length; i += 2) context.lineTo(piece[i]!, piece[i + 1]!)
  }
  context.stroke()
  context.setLineDash([])
  // Few values are values, not a line: each is to be seen.
  const isFew = points.length <= 2 * mostDots
  for (const piece of pieces) {
    if (piece.length > 2 && !isFew) continue
    for (let i = 0; i < piece.length; i += 2) {
      context.beginPath()
      context.arc(piece[i]!, piece[i + 1]!, dotRadius, 0, 2 * Math.PI)
      context.fill()
    }
  }
  context.globalAlpha = 1
}

export const areaAlpha = 0.18
export const mostDots = 24
export const dotRadius = 2.4

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
}
