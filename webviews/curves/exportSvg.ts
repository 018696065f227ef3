import { areaAlpha, dotRadius, mostDots, trianglePath } from './paint'
import { piecesOf, sceneOf, type Area, type Mark, type SceneLine, type SceneOptions, type Stroke } from './scene'

export interface SvgChart {
  readonly metric: string
  readonly lines: readonly SceneLine[]
  readonly options: Pick<SceneOptions, 'from' | 'to' | 'axis' | 'isLog' | 'isLogX'>
}

const width = 420
const height = 240
const gap = 20
const head = 22
const rowHeight = 16

/** The charts as one picture for a paper: on white, whatever the editor's theme; the legend below. */
export function exportSvg(
  charts: readonly SvgChart[],
  legend: readonly { readonly label: string; readonly color: string; readonly dash: readonly number[] }[],
): string {
  const columns = charts.length > 1 ? 2 : 1
  const rows = Math.ceil(charts.length / columns)
  const fullWidth = columns * width + (columns + 1) * gap
  const legendTop = gap + rows * (height + head + gap)
  const fullHeight = legendTop + legend.length * rowHeight + gap
  const parts = charts.map((chart, i) => {
    const [x, y] = [gap + (i % columns) * (width + gap), gap + Math.floor(i / columns) * (height + head + gap)]
    return `<g transform="translate(${x} ${y})"><text x="4" y="12" font-weight="600">${escaped(chart.metric)}</text><g transform="translate(0 ${head})">${chartOf(chart, i)}</g></g>`
  })
  const names = legend.map(
    ({ label, color, dash }, i) =>
      `<g transform="translate(${gap + 4} ${legendTop + i * rowHeight})"><line x2="22" y1="-4" y2="-4" stroke="${escaped(color)}" stroke-width="2"${dashOf(dash)}/><text x="30">${escaped(label)}</text></g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${fullHeight}" viewBox="0 0 ${fullWidth} ${fullHeight}" font-family="Helvetica, Arial, 'Noto Sans CJK SC', sans-serif" font-size="11" fill="#222"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}${names.join('')}</svg>\n`
}

function chartOf({ lines, options }: SvgChart, index: number): string {
  const { frame, xTicks, yTicks, areas, strokes, marks } = sceneOf(lines, { ...options, width, height })
  const clip = `frame-${index}`
  return [
    `<clipPath id="${clip}"><rect x="${frame.left}" y="${frame.top - 4}" width="${frame.right - frame.left + 2}" height="${frame.bottom - frame.top + 8}"/></clipPath>`,
    ...yTicks.map(
      ({ at, label }) =>
        `<line x1="${frame.left}" x2="${frame.right}" y1="${short(at)}" y2="${short(at)}" stroke="#ddd"/><text x="${frame.left - 6}" y="${short(at + 4)}" text-anchor="end">${escaped(label)}</text>`,
    ),
    ...xTicks.map(({ at, label }) => `<text x="${short(at)}" y="${frame.bottom + 15}" text-anchor="middle">${escaped(label)}</text>`),
    `<g clip-path="url(#${clip})">${areas.map(areaOf).join('')}${strokes.map(strokeOf).join('')}</g>`,
    ...marks.map(markOf),
  ].join('')
}

function areaOf({ points, color }: Area): string {
  return `<polygon points="${points.map(short).join(' ')}" fill="${escaped(color)}" opacity="${areaAlpha}"/>`
}

function strokeOf({ points, color, width, alpha, dash }: Stroke): string {
  const pieces = piecesOf(points)
  const d = pieces.map((piece) => piece.map((value, i) => `${i === 0 ? 'M' : i === 2 ? 'L' : ' '}${short(value)}`).join('')).join('')
  const path =
    d === '' ? '' : `<path d="${d}" fill="none" stroke="${escaped(color)}" stroke-width="${width}" opacity="${alpha}" stroke-linejoin="round"${dashOf(dash)}/>`
  const dots = pieces.filter((piece) => piece.length === 2 || points.length <= 2 * mostDots)
  return (
    path +
    dots
      .map((piece) =>
        piece
          .flatMap((x, i) =>
            i % 2 === 0 ? [`<circle cx="${short(x)}" cy="${short(piece[i + 1]!)}" r="${dotRadius}" fill="${escaped(color)}" opacity="${alpha}"/>`] : [],
          )
          .join(''),
      )
      .join('')
  )
}

function markOf({ x, y, color, isFilled }: Mark): string {
  const corners = trianglePath(x, y, isFilled).map((corner) => corner.map(short).join(' '))
  return `<polygon points="${corners.join(' ')}" ${isFilled ? 'fill="#c00"' : `fill="none" stroke="${escaped(color)}"`}/>`
}

const short = (value: number): string => String(Number(value.toFixed(1)))
const dashOf = (dash: readonly number[]): string => (dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '')
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
