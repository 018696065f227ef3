import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GradlabError, toJsonNumber, type Language, type RunManifest } from '../../protocol'
import { distFolder } from '../places'
import { curvesOf, readEvents, type Curves } from '../store/events'
import { readFigures, readFrames, readProbe } from '../store/frames'
import { probeFile } from '../store/layout'
import { readManifest } from '../store/runs'
import { pageEmbedding } from './embedding'
import { pageFigures } from './figures'
import type { PageCurve, PageData } from './pageData'
import { renderReport } from './render'

/** Writes a run's report as one HTML file and returns its path. @throws GradlabError run/broken, disk/write */
export function writeReport(run: string, file: string, language: Language, script = builtScript()): string {
  const manifest = readManifest(run)
  const page = renderReport(manifest, readPage(run, manifest), { language, script })
  try {
    writeFileSync(file, page)
  } catch (cause) {
    throw new GradlabError('disk/write', { path: file, problem: (cause as Error).message }, { cause })
  }
  return file
}

/** The page's own script, bundled by the build. */
function builtScript(): string {
  return readFileSync(join(distFolder, 'report-page.js'), 'utf8')
}

function readPage(run: string, manifest: RunManifest): Omit<PageData, 'texts'> {
  const probe = existsSync(probeFile(run)) ? readProbe(run) : []
  const embedding = pageEmbedding(readFrames(run), probe)
  return { curves: pageCurves(curvesOf(readEvents(run)), manifest), figures: pageFigures(readFigures(run)), ...(embedding && { embedding }) }
}

/** The training loss first, then validation, then the rest; a metric's goal is that of its test twin. */
export function pageCurves(curves: Curves, { metricGoals = {} }: Pick<RunManifest, 'metricGoals'>): PageCurve[] {
  const rank = (name: string): number => (name === 'train/loss' ? 0 : name.startsWith('validation') ? 1 : name.startsWith('train/') ? 2 : 3)
  const goalOf = (name: string): PageCurve['goal'] => {
    const measure = name.slice(name.indexOf('/') + 1)
    const twin = Object.entries(metricGoals).find(([goal]) => goal.slice(goal.indexOf('/') + 1) === measure)
    return twin?.[1] ?? (/loss|error|perplexity|nats/i.test(measure) ? 'lower' : 'higher')
  }
  return Object.entries(curves)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, { steps, values }]) => ({
      name,
      goal: goalOf(name),
      steps,
      values: values.map((value) => toJsonNumber(Number.isFinite(value) ? Number(value.toPrecision(6)) : value)),
    }))
}
