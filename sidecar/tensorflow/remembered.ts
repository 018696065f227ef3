import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { runtimeFolder } from '../supervisor/runtimeFolder'
import type { TensorflowPackage } from './find'
import { tensorflowVerdict, type TensorflowVerdict } from './verdict'

/**
 * The verdict on a package, from the session's memory where it still holds. Every run is a process of its own and a probe takes seconds, so
 * it is kept in the user's runtime folder. Another package, Node or library path is another question; a failure is asked again soon, for
 * its user is mending it.
 */
export async function rememberedVerdict(
  found: TensorflowPackage,
  probe: () => Promise<TensorflowVerdict>,
  environment: NodeJS.ProcessEnv = process.env,
  now: number = Date.now(),
): Promise<TensorflowVerdict> {
  // A folder of its own: what else is in that one tells how to reach a daemon.
  const folder = join(runtimeFolder(environment), 'tensorflow')
  const file = join(folder, `${keyOf(found, environment)}.json`)
  const stored = read(file)
  if (stored && now - stored.at < (stored.verdict.state === 'passed' ? passHoldsMs : failureHoldsMs) && now >= stored.at) return stored.verdict
  const verdict = await probe()
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ at: now, verdict }), { mode: 0o600 })
  renameSync(draft, file)
  return verdict
}

const passHoldsMs = 12 * 3600_000
const failureHoldsMs = 60_000

const memory = v.object({ at: v.number(), verdict: tensorflowVerdict })

function read(file: string): v.InferOutput<typeof memory> | undefined {
  if (!existsSync(file)) return undefined
  try {
    return v.parse(memory, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // torn, or of another version: asked anew
  }
}

function keyOf({ folder, version }: TensorflowPackage, environment: NodeJS.ProcessEnv): string {
  const changed = ['package.json', 'lib', join('deps', 'lib')].map((part) => modifiedMs(join(folder, part)))
  const around = ['LD_LIBRARY_PATH', 'CUDA_PATH', 'CUDA_VISIBLE_DEVICES'].map((name) => environment[name] ?? '')
  return createHash('sha256')
    .update(JSON.stringify([folder, version, changed, process.version, around]))
    .digest('hex')
    .slice(0, 16)
}

const modifiedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
