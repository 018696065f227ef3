import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Golden } from './checks'
import type { Observation } from './observe'
import type { ScaffoldFolder } from './scaffolds'

export const goldenVariants = ['innovation', 'baseline'] as const

const fileOf = ({ folder }: ScaffoldFolder, variant: string): string => join(folder, `golden/${variant}.json`)

export function readGolden(scaffold: ScaffoldFolder, variant: string): Golden {
  const file = fileOf(scaffold, variant)
  if (!existsSync(file))
    throw new Error(`${scaffold.direction}/${scaffold.scaffold} has no golden/${variant}.json: make it with npm run golden:update, and look at it.`)
  return JSON.parse(readFileSync(file, 'utf8')) as Golden
}

export function writeGolden(scaffold: ScaffoldFolder, variant: string, engine: string, data: string, { losses, variables }: Observation): void {
  const golden: Golden = { engine, data, losses: losses.map((loss) => Number(loss.toPrecision(7))), variables }
  mkdirSync(join(scaffold.folder, 'golden'), { recursive: true })
  writeFileSync(fileOf(scaffold, variant), `${JSON.stringify(golden, null, 1)}\n`)
}
