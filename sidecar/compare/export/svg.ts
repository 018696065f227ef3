import type { ComparisonEvent, Language } from '../../../protocol'
import { differenceBoundOf, formatSigned, markBound, pairedValues, sayComparisonIn } from '../../../protocol/texts/comparison'
import { sentencesOf, titleOf } from './sentences'

/**
 * A row a variant around the line of no difference: a dot for each seed, the mean and its interval. It brings its own colours for light and
 * dark, and says everything in its description too.
 */
export function toSvg(result: ComparisonEvent, language: Language): string {
  const say = sayComparisonIn(language)
  const variants = Object.entries(result.differences)
  const drawn = variants.flatMap(([variant, { low, high, mean }]) => [...pairedValues(result, variant).map(({ difference }) => difference), low, high, mean])
  const { low, high, ticks } = scaleOf(drawn.filter((value) => value !== null))
  const x = (value: number): number => round(left + ((value - low) / (high - low)) * (width - left - right))
  const bottom = top + variants.length * rowHeight
  const rows = variants.map(([variant, { mean, low: from, high: to, verdict }], row) => {
    const y = top + (row + 0.5) * rowHeight
    const dots = pairedValues(result, variant).map(
      ({ seed, difference, bound }) =>
        `<circle class="seed" cx="${x(difference)}" cy="${y - 9}" r="3.5"><title>${seed}: ${markBound(formatSigned(difference), bound)}</title></circle>`,
    )
    const interval = from === null || to === null ? '' : `<line class="interval" x1="${x(from)}" x2="${x(to)}" y1="${y + 6}" y2="${y + 6}"/>`
    const point = mean === null ? '' : `<rect class="mean" x="${x(mean) - 4}" y="${y + 2}" width="8" height="8" transform="rotate(45 ${x(mean)} ${y + 6})"/>`
    const words = `${say(`verdict.${verdict}`)}${mean === null ? '' : ` ${markBound(formatSigned(mean), differenceBoundOf(result, variant))}`}`
    return `<text x="16" y="${y - 3}" class="name">${escape(variant)}</text><text x="16" y="${y + 13}" class="dim">${escape(words)}</text>${dots.join('')}${interval}${point}`
  })
  const axis = ticks.map((tick) => {
    const label = `<text class="dim" text-anchor="middle" x="${x(tick)}" y="${bottom + 18}">${formatSigned(tick)}</text>`
    return `<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${bottom}"/>${label}`
  })
  const title = titleOf(result, language)
  const about = say('measured', { what: say('axis', { metric: result.metric }), better: say(`better.${result.better}`) })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 48}" width="${width}" height="${bottom + 48}" role="img" aria-labelledby="title about">
<title id="title">${escape(title)}</title>
<desc id="about">${escape(sentencesOf(result, language).join(' '))}</desc>
<style>${style}</style>
<rect class="ground" width="${width}" height="${bottom + 48}"/>
<text class="title" x="16" y="26">${escape(title)}</text>
${axis.join('\n')}
${rows.join('\n')}
<text class="dim" text-anchor="middle" x="${(left + width - right) / 2}" y="${bottom + 38}">${escape(about)}</text>
</svg>
`
}

const width = 720
const left = 220
const right = 32
const top = 44
const rowHeight = 48

/** Colours of at least 4.5 to 1 against their ground, in both. */
const style = `text{font:13px system-ui,"Noto Sans CJK SC",sans-serif;fill:#1f2328}.title{font-weight:600}.name{font-weight:600}.dim{font-size:12px;fill:#59636e}\
.ground{fill:#fff}.grid{stroke:#d1d9e0}.zero{stroke:#59636e;stroke-width:1.5}.seed{fill:#0969da;fill-opacity:.75}.interval{stroke:#1f2328;stroke-width:2.5}.mean{fill:#1f2328}\
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}.ground{fill:#0d1117}.grid{stroke:#30363d}.zero{stroke:#9198a1}.seed{fill:#58a6ff}\
.interval{stroke:#e6edf3}.mean{fill:#e6edf3}}`

/** Round numbers around everything that is drawn, 0 among them. */
function scaleOf(values: readonly number[]): { low: number; high: number; ticks: number[] } {
  const least = Math.min(0, ...values)
  const most = Math.max(0, ...values)
  const span = most - least || 1
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!
  const [first, last] = [Math.floor(least / step), Math.ceil(most / step)]
  const [from, to] = first === last ? [-1, 1] : [first, last]
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(6)))
  return { low: from * step, high: to * step, ticks }
}

const round = (value: number): number => Math.round(value * 10) / 10

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
