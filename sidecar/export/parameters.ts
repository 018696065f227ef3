import { basename } from 'node:path'
import { encodeSafetensors, GradlabError, type RunManifest, type SafeFile } from '../../protocol'
import { readLatestCheckpoint } from '../store/checkpoints'

/** A run's newest whole checkpoint as others read it, and the newer ones that are damaged. */
interface Parameters {
  readonly step: number
  readonly bytes: Uint8Array
  readonly damaged: readonly string[]
}

/** @param all everything that a resume needs, not only the model @throws GradlabError run/no-checkpoint, checkpoint/damaged */
export function readParameters(run: string, manifest: RunManifest, all: boolean): Parameters {
  const found = readLatestCheckpoint(run)
  if (found.step === undefined) {
    const [newest] = found.damaged
    if (newest) throw new GradlabError('checkpoint/damaged', { file: newest.file, problem: newest.problem })
    throw new GradlabError('run/no-checkpoint', { run: basename(run) })
  }
  const { step, file, damaged } = found
  const { name, experiment, direction, scaffold, variant, seed } = manifest
  const about = { run: name, experiment, direction, scaffold, variant, seed: String(seed), step: String(step) }
  const { sha256: _, ...own } = file.metadata // of the whole file
  const chosen: SafeFile = all ? { tensors: file.tensors, metadata: { ...own, ...about } } : { tensors: modelTensors(file), metadata: about }
  return { step, bytes: encodeSafetensors(chosen), damaged: damaged.map((each) => each.file) }
}

/**
 * What is trained, and the slots that stand beside a trained variable (running statistics, masks). An optimizer's slots and a replay buffer
 * have a place of their own, and a peer's state is a file of its own.
 */
function modelTensors({ tensors, metadata }: SafeFile): SafeFile['tensors'] {
  const own = [...tensors].filter(([path]) => !path.startsWith('peer:'))
  if (metadata['trained'] === undefined) return new Map(own) // it does not tell them apart
  const trained = JSON.parse(metadata['trained']) as string[]
  const places = new Set(trained.map(placeOf))
  return new Map(own.filter(([path]) => places.has(placeOf(path))))
}

const placeOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
