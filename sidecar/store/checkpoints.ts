import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSafetensors, encodeSafetensors, type SafeFile } from '../../protocol'
import { writeWhole } from './files'
import { checkpointsFolder, stepName, stepOf } from './layout'

/** Writes `step-N.safetensors` and keeps, besides it, the one before and the best. @returns the file's name */
export function writeCheckpoint(run: string, step: number, file: SafeFile, bestStep: number): string {
  const folder = checkpointsFolder(run)
  mkdirSync(folder, { recursive: true })
  const name = `${stepName(step)}.safetensors`
  writeWhole(join(folder, name), encodeSafetensors({ ...file, metadata: { ...file.metadata, sha256: digest(file) } }))
  const others = checkpointSteps(run).filter((other) => other !== step)
  const before = others.filter((other) => other < step).at(-1)
  for (const other of others) if (other !== before && other !== bestStep) rmSync(join(folder, `${stepName(other)}.safetensors`), { force: true })
  return name
}

/** Steps with a checkpoint, ascending. */
export function checkpointSteps(run: string): number[] {
  try {
    return readdirSync(checkpointsFolder(run))
      .filter((name) => name.endsWith('.safetensors'))
      .flatMap((name) => stepOf(name) ?? [])
      .sort((a, b) => a - b)
  } catch {
    return [] // none was ever written
  }
}

/** The newest checkpoint that is whole. `damaged` names the newer ones that are not, so that the user hears of it. */
export function readLatestCheckpoint(
  run: string,
  upTo = Infinity,
): { step: number; file: SafeFile; damaged: DamagedFile[] } | { step: undefined; damaged: DamagedFile[] } {
  const damaged: DamagedFile[] = []
  for (const step of checkpointSteps(run)
    .filter((step) => step <= upTo)
    .reverse()) {
    const name = `${stepName(step)}.safetensors`
    try {
      const file = decodeSafetensors(readFileSync(join(checkpointsFolder(run), name)))
      if (file.metadata['sha256'] !== digest(file)) throw new RangeError('its sha256 does not match')
      return { step, file, damaged }
    } catch (cause) {
      damaged.push({ file: name, problem: (cause as Error).message })
    }
  }
  return { step: undefined, damaged }
}
export interface DamagedFile {
  readonly file: string
  readonly problem: string
}

/** Over names, shapes, bytes and all metadata but itself: a flipped bit anywhere shows. */
function digest({ tensors, metadata }: SafeFile): string {
  const hash = createHash('sha256')
  for (const [name, { dtype, shape, bytes }] of tensors) hash.update(`${name} ${dtype} ${shape.join()}\n`).update(bytes)
  const entries = Object.entries(metadata).filter(([key]) => key !== 'sha256')
  return hash.update(JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))).digest('hex')
}
