import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../../protocol'
import { writeWhole } from '../../sidecar/store/files'
import type { Planned } from './plan'
import { hasMarks, withResults } from './readme'
import { readResults, resultsFile, writeResults, type Measured } from './results'

export interface Published {
  readonly results: string // docs/results
  readonly directions: string
}

/**
 * Puts a comparison into the direction's results file and its scaffold's READMEs. @param planned all that is measured of the direction: its order is the file's,
 * and what it no longer holds is left out
 */
export async function publish(direction: string, measured: Measured, planned: readonly Planned[], places: Published): Promise<void> {
  const file = resultsFile(places.results, direction)
  const is = (scaffold: string, dataset: string) => (one: Measured) => one.scaffold === scaffold && one.dataset === dataset
  const others = readResults(file).filter((one) => !is(measured.scaffold, measured.dataset)(one))
  const all = planned.flatMap(({ scaffold, data }) => [measured, ...others].find(is(scaffold, data)) ?? [])
  await writeResults(file, all)
  for (const language of LANGUAGES) {
    const readme = readmeOf(places, direction, measured.scaffold, language)
    writeWhole(readme, await expectedReadme(readme, direction, all, measured.scaffold, language))
  }
}

/**
 * Where a scaffold's READMEs and its measured results say different things.
 * @returns a sentence a README that does
 */
export async function unlikeResults(direction: string, scaffold: string, places: Published): Promise<string[]> {
  const all = readResults(resultsFile(places.results, direction))
  const problems: string[] = []
  for (const language of LANGUAGES) {
    const readme = readmeOf(places, direction, scaffold, language)
    const name = `${direction}/${scaffold}/${readmeName(language)}`
    if (!existsSync(readme)) continue // which the contract of scaffolds complains of
    const text = readFileSync(readme, 'utf8')
    if (!hasMarks(text)) {
      if (all.some((one) => one.scaffold === scaffold)) problems.push(`${name} does not show what docs/results holds`)
    } else if ((await expectedReadme(readme, direction, all, scaffold, language)) !== text) problems.push(`${name} shows other results than docs/results holds`)
  }
  return problems
}

function expectedReadme(readme: string, direction: string, all: readonly Measured[], scaffold: string, language: Language): Promise<string> {
  const own = all.filter((one) => one.scaffold === scaffold)
  return withResults(readFileSync(readme, 'utf8'), readme, `${direction.slice(0, 2)}/${scaffold}`, own, language)
}

const readmeName = (language: Language): string => (language === 'en' ? 'README.md' : `README.${language}.md`)
const readmeOf = ({ directions }: Published, direction: string, scaffold: string, language: Language): string =>
  join(directions, direction, scaffold, readmeName(language))
