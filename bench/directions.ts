// Measures what directions claim: innovation and ablations against the baseline, at equal steps and tuning, over at least five seeds, on real data.
// `npm run directions:bench -- [NN | NN/scaffold …]`; all where none is named. Interrupted or killed, the same command goes on.
import { existsSync } from 'node:fs'
import { describeError, GradlabError, type ComparisonRun, type ComparisonState } from '../protocol'
import { comparisonSentence, formatShort } from '../protocol/texts/comparison'
import { Stop } from '../scripts/setUp/stop.mjs'
import { entryOf } from '../sidecar/data/catalogue'
import { dataPlaces, findSet } from '../sidecar/data/open'
import { directionsFolder, resultsFolder } from '../sidecar/places'
import { measuredCommit } from './directions/commit'
import { measure } from './directions/measure'
import { planComparisons, type Planned } from './directions/plan'
import { publish } from './directions/publish'
import { readResults, resultsFile } from './directions/results'

void main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(sentenceOf(error))
    process.exitCode = 1
  },
)

async function main(names: readonly string[]): Promise<number> {
  const planned = await planComparisons(names).catch((error: unknown) => console.error(sentenceOf(error)))
  if (!planned) return 2
  requireData(planned)
  const commit = await measuredCommit()
  console.log(`${planned.length} comparisons at commit ${commit}.`)
  const stopping = new AbortController()
  process.on('SIGINT', () => {
    if (stopping.signal.aborted) process.exit(130)
    console.log('The run under way writes a checkpoint; the same command goes on.')
    stopping.abort()
  })
  let failed = 0
  for (const one of planned) {
    if (stopping.signal.aborted) return 130
    const title = `${one.direction}/${one.scaffold} on ${one.data}`
    console.log(`\n${title}`)
    try {
      const before = readResults(resultsFile(resultsFolder, one.direction)).find(({ scaffold, dataset }) => scaffold === one.scaffold && dataset === one.data)
      const watcher = { onRun: tellRun, onOutput: (text: string) => process.stderr.write(text) }
      const measured = await measure(one, { commit, before, signal: stopping.signal, watcher })
      if (!measured) return 130
      await publish(one.direction, measured, await planComparisons([one.direction]), { results: resultsFolder, directions: directionsFolder })
      for (const variant of Object.keys(measured.differences)) console.log(comparisonSentence(measured, variant, 'en'))
    } catch (error) {
      console.error(`${title}: ${sentenceOf(error)}`)
      failed++
    }
  }
  console.log(`\n${planned.length - failed} comparisons measured, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

/** Before anything is trained: every set that is planned must be there. */
function requireData(planned: readonly Planned[]): void {
  const folder = process.env['GRADLAB_DATA']
  const needed = [...new Set(planned.map(({ data }) => data))]
  if (!folder || !existsSync(folder)) {
    const got = folder ? `GRADLAB_DATA is ${folder}, which is not there` : 'GRADLAB_DATA is not set'
    throw new Stop(`directions:bench measures on real data, and ${got}. Set it to a folder that holds these, a folder each: ${needed.join(', ')}.`)
  }
  for (const id of needed) findSet(entryOf(id)!, dataPlaces(process.env))
}

function tellRun(run: ComparisonRun, { runs, secondsLeft }: ComparisonState): void {
  const { purpose, variant, seed, learningRate, status, value, error } = run
  const what = purpose === 'tune' ? `learning rate ${learningRate}` : `seed ${seed}`
  const found = error ? describeError(error, 'en').message : value === null || value === undefined ? '–' : formatShort(value)
  const left = !secondsLeft ? '' : `, about ${Math.ceil(secondsLeft / 60)} min left`
  console.log(`  ${runs.indexOf(run) + 1}/${runs.length} ${variant}, ${what}: ${found} (${status}${left})`)
}

function sentenceOf(error: unknown): string {
  if (error instanceof Stop) return error.message
  if (!(error instanceof GradlabError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { message, suggestion } = describeError(error.toData(), 'en')
  return `${message} ${suggestion}`
}
