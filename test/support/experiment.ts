import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An experiment folder around fixture sources: the first becomes model.ts, the others keep their names. */
export function makeExperiment(folder: string, sources: readonly string[]): string {
  mkdirSync(join(folder, '.gradlab'), { recursive: true })
  writeFileSync(
    join(folder, '.gradlab', 'experiment.json'),
    JSON.stringify({ format: 1, direction: 'fixture', scaffold: 'fixture', data: 'digits', gradlab: '0' }),
  )
  sources.forEach((name, i) => copyFileSync(join(__dirname, '..', 'fixtures', 'experiments', name), join(folder, i === 0 ? 'model.ts' : name)))
  return folder
}

/** The same around a source given as text. */
export function writeExperiment(folder: string, model: string): string {
  makeExperiment(folder, [])
  writeFileSync(join(folder, 'model.ts'), model)
  return folder
}
