import { availableParallelism, cpus } from 'node:os'
import { versions } from '../supervisor/versions'

/** What every engine's speed depends on here, besides the engine itself: a measurement made elsewhere, or by another Gradlab, says nothing. */
export function machineName(): string {
  const [core] = cpus()
  return [process.platform, process.arch, core?.model.trim() ?? '', `${availableParallelism()} cores`, `Gradlab ${versions()['gradlab']}`].join(' | ')
}
