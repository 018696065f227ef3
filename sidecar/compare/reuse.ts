import { sameFingerprint, type EngineFingerprint, type EngineName, type RunManifest } from '../../protocol'

/** What a run of a comparison must have been, so that it need not be trained again. */
export interface Wanted {
  readonly variant: string
  readonly seed: number
  readonly set: Readonly<Record<string, string>>
  readonly sourceHash: string
  readonly data: string
  readonly engine: EngineName
  readonly maxSteps: number | undefined
  readonly version: string // of Gradlab
}

/** Whether a run, finished or not, is of this source, seed, budget and engine, and nobody changed it as it trained. */
export function isSameRun(manifest: RunManifest, wanted: Wanted): boolean {
  return (
    manifest.variant === wanted.variant &&
    manifest.seed === wanted.seed &&
    manifest.sourceHash === wanted.sourceHash &&
    manifest.data === wanted.data &&
    manifest.versions['gradlab'] === wanted.version &&
    (manifest.engine ?? manifest.engineAsked) === wanted.engine &&
    !manifest.liveChanges &&
    hasSameEntries(manifest.set, wanted.set) &&
    hasSameBudget(manifest, wanted.maxSteps)
  )
}

/** A finished run that counts in place of a new one. @param fingerprint of the comparison's other runs, once it is known */
export function isReusable(manifest: RunManifest, wanted: Wanted, fingerprint: EngineFingerprint | undefined): boolean {
  if (manifest.status !== 'completed' || !manifest.fingerprint || !isSameRun(manifest, wanted)) return false
  return !fingerprint || sameFingerprint(manifest.fingerprint, fingerprint)
}

/** What most of these have; the first of equally many. */
export function commonFingerprint(fingerprints: readonly EngineFingerprint[]): EngineFingerprint | undefined {
  const groups: { fingerprint: EngineFingerprint; count: number }[] = []
  for (const fingerprint of fingerprints) {
    const group = groups.find((known) => sameFingerprint(known.fingerprint, fingerprint))
    if (group) group.count++
    else groups.push({ fingerprint, count: 1 })
  }
  return groups.sort((a, b) => b.count - a.count)[0]?.fingerprint
}

/** A limit beyond the planned steps is none. A run that has not begun goes by what it was asked. */
function hasSameBudget({ hyper, maxSteps }: RunManifest, wanted: number | undefined): boolean {
  const planned = Number(hyper?.['steps'] ?? Infinity)
  return Math.min(planned, maxSteps ?? Infinity) === Math.min(planned, wanted ?? Infinity)
}

function hasSameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
