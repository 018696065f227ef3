import { html } from '../theme/dom'
import { shapes, type Shape } from './looks'
import { brightAlpha, dimAlpha, fitCanvas, type Renderer } from './scene'

/** Where there is no WebGL2: a blocked GPU, a remote desktop. Slower, looks the same. */
export function createCanvasRenderer(): Renderer {
  const canvas = html('canvas', { 'aria-hidden': 'true' })
  const context = canvas.getContext('2d')
  return {
    kind: 'canvas2d',
    canvas,
    draw({ size, places, colors, shapes: shapeOf, order, dimmed, radius }) {
      if (!context) return
      const ratio = fitCanvas(canvas, size)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.clearRect(0, 0, size.width, size.height)
      order.forEach((point, rank) => {
        const [x, y] = [places[point * 2]!, places[point * 2 + 1]!]
        if (x < -20 || y < -20 || x > size.width + 20 || y > size.height + 20) return
        context.globalAlpha = rank < dimmed ? dimAlpha : brightAlpha
        const color = `rgb(${colors[point * 4]} ${colors[point * 4 + 1]} ${colors[point * 4 + 2]})`
        drawShape(context, shapes[shapeOf[point]!]!, color, x, y, radius)
      })
      context.globalAlpha = 1
    },
  }
}

export function drawShape(context: CanvasRenderingContext2D, shape: Shape, color: string, x: number, y: number, radius: number): void {
  context.beginPath()
  switch (shape) {
    case 'circle':
      context.arc(x, y, radius, 0, 2 * Math.PI)
      break
    case 'square':
      context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8)
      break
    case 'triangle':
      polygon(context, x, y, radius, [0, -1.2, 1.15, 0.85, -1.15, 0.85])
      break
    case 'diamond':
      polygon(context, x, y, radius, [0, -1.35, 1.35, 0, 0, 1.35, -1.35, 0])
      break
    case 'plus':
      context.rect(x - radius * 1.25, y - radius * 0.42, radius * 2.5, radius * 0.84)
      context.rect(x - radius * 0.42, y - radius * 1.25, radius * 0.84, radius * 2.5)
      break
    case 'ring':
      context.lineWidth = radius * 0.55
      context.strokeStyle = color
      context.arc(x, y, radius * 0.85, 0, 2 * Math.PI)
      context.stroke()
      return
  }
  context.fillStyle = color
  context.fill()
}

function polygon(context: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: readonly number[]): void {
  for (let i = 0; i < corners.length; i += 2) context.lineTo(x + corners[i]! * radius, y + corners[i + 1]! * radius)
  context.closePath()
}
