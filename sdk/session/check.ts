import { GradlabError, type Figure } from '../../protocol'
import type { Data, Source, Split } from '../data'
import type { AnyExperiment } from '../experiment'

/**
 * The user's source is bundled without a type check, so what the types promise is looked at once more.
 * @throws GradlabError source/experiment
 */
export function checkExperiment(experiment: AnyExperiment): void {
  for (const name of ['data', 'init', 'step', 'evaluate'] as const) if (typeof experiment[name] !== 'function') throw incomplete(`${name} is not a function.`)
  for (const name of ['hyper', 'variants', 'metrics'] as const)
    if (typeof experiment[name] !== 'object' || experiment[name] === null) throw incomplete(`${name} is not an object.`)
  for (const name of ['innovation', 'baseline']) if (!Object.hasOwn(experiment.variants, name)) throw incomplete(`variants has no ${name}.`)
  const metrics = Object.keys(experiment.metrics)
  if (metrics.length === 0) throw incomplete('metrics names none.')
  for (const metric of metrics) if (!/^[^/]+\/.+$/.test(metric)) throw incomplete(`the metric ${metric} is not of the form split/name.`)
}

/** @throws GradlabError source/experiment */
export function checkData(data: Data<unknown> | undefined): asserts data is Data<unknown> {
  if (typeof data !== 'object' || data === null) throw incomplete('data gave no splits.')
  if (!data.train) throw incomplete('data gave no train split.')
  const splits: [string, unknown][] = [['validation', data.validation], ['test', data.test], ...Object.entries(data.splits ?? {})]
  if (!isSource(data.train)) splits.push(['train', data.train])
  for (const [name, split] of splits) {
    const size = (split as Split<unknown> | undefined)?.size
    if (!size || size < 1) throw incomplete(`data gave a split ${name} of size ${size ?? 'undefined'}.`)
  }
  for (const name of ['train', 'validation', 'test', 'final'])
    if (data.splits && Object.hasOwn(data.splits, name)) throw incomplete(`splits may not name one ${name}.`)
  if (!data.probe) throw incomplete('data gave no probe.')
  if (!Array.isArray(data.probe.points)) throw incomplete('data gave a probe without points.')
}

export const isSource = <B>(train: Split<B> | Source<B>): train is Source<B> => 'draw' in train

/** @throws GradlabError source/figure, naming the part that does not fit */
export function checkFigures(figures: readonly Figure[]): void {
  const names = new Set<string>()
  for (const figure of figures) {
    for (const [part, got, expected] of sizesIn(figure))
      if (got !== expected) throw new GradlabError('source/figure', { figure: figure.name, part, got, expected })
    if (names.has(figure.name)) throw new GradlabError('source/figure', { figure: figure.name, part: 'name', got: 2, expected: 1 })
    names.add(figure.name)
  }
}

/** Each part of a figure, how many values it holds and how many it should. */
function sizesIn(figure: Figure): [part: string, got: number, expected: number][] {
  switch (figure.kind) {
    case 'line':
      return Object.entries(figure.series).map(([name, values]) => [`series.${name}`, values.length, figure.x.length])
    case 'heatmap':
      return [['values', figure.values.length, figure.rows.length * figure.columns.length]]
    case 'image':
      return [
        ...figure.images.map(({ width, height, channels, bytes }, i): [string, number, number] => [
          `images.${i}.bytes`,
          bytes.length,
          width * height * channels,
        ]),
        ['captions', figure.captions?.length ?? figure.images.length, figure.images.length],
      ]
    case 'raster':
      return [['events', figure.events.filter((event) => event < figure.rows * figure.columns).length, figure.events.length]]
    case 'text':
      return [['weights', figure.weights?.length ?? figure.tokens.length, figure.tokens.length]]
    case 'table':
      return figure.rows.map((row, i) => [`rows.${i}`, row.length, figure.columns.length])
    case 'bars':
    case 'diagram':
      return []
  }
}

export const incomplete = (problem: string): GradlabError => new GradlabError('source/experiment', { problem })
