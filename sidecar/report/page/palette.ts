/** How one label is drawn: a colour and, beyond the colours one can tell apart, another shape. */
export interface Look {
  readonly color: string
  readonly shape: (typeof shapes)[number]
}
const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const

/** Ten colours that can be told apart on light and dark, also with the common colour blindnesses (Tableau's, evened out). */
const colors = ['#4c9be8', '#e8913c', '#4fb286', '#d75f6b', '#9b7fd1', '#9c7357', '#d97fb8', '#8a8f98', '#b0a33a', '#35b0be']

export function lookOf(label: number): Look {
  return { color: colors[label % colors.length]!, shape: shapes[Math.floor(label / colors.length) % shapes.length]! }
}

export function drawShape(context: CanvasRenderingContext2D, shape: Look['shape'], x: number, y: number, radius: number): void {
  context.beginPath()
  switch (shape) {
    case 'circle':
      context.arc(x, y, radius, 0, 2 * Math.PI)
      break
    case 'square':
      context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8)
      break
    case 'triangle':
      context.moveTo(x, y - radius * 1.2)
      context.lineTo(x + radius * 1.1, y + radius * 0.8)
      context.lineTo(x - radius * 1.1, y + radius * 0.8)
      context.closePath()
      break
    case 'diamond':
      context.moveTo(x, y - radius * 1.3)
      context.lineTo(x + radius * 1.1, y)
      context.lineTo(x, y + radius * 1.3)
      context.lineTo(x - radius * 1.1, y)
      context.closePath()
      break
    case 'cross':
      context.rect(x - radius * 1.2, y - radius * 0.4, radius * 2.4, radius * 0.8)
      context.rect(x - radius * 0.4, y - radius * 1.2, radius * 0.8, radius * 2.4)
      break
  }
  context.fill()
}
