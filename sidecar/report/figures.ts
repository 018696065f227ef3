import { toJsonNumber, type Figure, type JsonNumber } from '../../protocol'
import type { PageData, PageFigure } from './pageData'
import { pictureUri } from './pictures'
import { thin } from './thin'

/** A run's figures as the page takes them; at most `mostSteps` steps, the first and the last among them. */
export function pageFigures(logged: readonly { readonly step: number; readonly figures: readonly Figure[] }[]): PageData['figures'] {
  return thin(logged, mostSteps).map(({ step, figures }) => ({ step, figures: figures.map(pageFigure) }))
}

const mostSteps = 20

function pageFigure(figure: Figure): PageFigure {
  switch (figure.kind) {
    case 'line':
      return { ...figure, x: numbers(figure.x), series: Object.fromEntries(Object.entries(figure.series).map(([name, values]) => [name, numbers(values)])) }
    case 'bars':
      return { ...figure, values: Object.fromEntries(Object.entries(figure.values).map(([name, value]) => [name, toJsonNumber(value)])) }
    case 'heatmap':
      return { ...figure, values: numbers(figure.values) }
    case 'image':
      return {
        kind: 'image',
        name: figure.name,
        images: figure.images.map((image, index) => ({
          src: pictureUri(image),
          width: image.width,
          height: image.height,
          caption: figure.captions?.[index] ?? '',
        })),
      }
    case 'raster':
      return { ...figure, events: [...figure.events] }
    case 'text': {
      const { kind, name, tokens, weights } = figure
      return { kind, name, tokens, ...(weights && { weights: numbers(weights) }) }
    }
    case 'table':
      return { ...figure, rows: figure.rows.map((row) => row.map((cell) => (typeof cell === 'number' ? toJsonNumber(cell) : cell))) }
    case 'diagram':
      return { kind: 'diagram', name: figure.name, src: `data:image/svg+xml;base64,${Buffer.from(figure.svg).toString('base64')}` }
  }
}

/** Five digits are more than a screen shows, and make a smaller file. */
function numbers(values: ArrayLike<number>): JsonNumber[] {
  return Array.from(values, (value) => toJsonNumber(Number.isFinite(value) ? Number(value.toPrecision(5)) : value))
}
