import { appendFileSync, rmSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { exitCodeOf, GradlabError, hasEnded, type EngineChoice, type RunCommand, type RunEvent, type RunManifest } from '../../protocol'
import { bundleExperiment, type SourceBundle } from '../load/bundle'
import { readExperiment } from '../scaffold/experiment'
import { refreshUserFolder } from '../scaffold/userFolder'
import { checkpointSteps } from '../store/checkpoints'
import { followEvents, openEventLog, readEvents } from '../store/events'
import { asDiskError } from '../store/files'
import { bundleName, outputFile } from '../store/layout'
import { readLock, releaseLock, takeLock } from '../store/lock'
import { parseManifest, writeManifest } from '../store/manifest'
import { startTimeOf } from '../store/processes'
import { giveReserve } from '../store/reserve'
import { createRun, readManifest } from '../store/runs'
import { createChannel } from './channel'
import { startChild, type Child } from './child'
import { openControlDoor, knock } from './control'
import { versions } from './versions'

/** A run with a process, ours or another's. */
export interface LiveRun {
  readonly folder: string
  /** From now on; for one reader. Ends with the run. */
  readonly events: AsyncIterable<RunEvent>
  command(command: RunCommand): Promise<void>
  /** Milliseconds since the last sign of life; undefined for a run of another process. */
  silentMs?(): number
  /** run.json as it stands when the run has ended. */
  readonly ended: Promise<RunManifest>
}

export interface StartRequest {
  readonly experiment: string
  readonly variant: string
  readonly seed: number
  readonly engine: EngineChoice
  readonly maxSteps?: number
  readonly set: Readonly<Record<string, string>>
  /** The source as it was bundled before, for runs that must share one; else as it stands now. */
  readonly source?: SourceBundle
}

/** How a run is looked after while it trains. */
export interface Keeping {
  /** What the user's code prints; it is kept in the run's output.log too. */
  readonly onOutput?: (text: string) => void
  /** Where the process comes from: a daemon has a warm one. */
  readonly takeChild?: () => Promise<Child>
  /** Who goes on with the run when its supervisor is lost: the next daemon, or the user. */
  readonly keeper?: 'daemon' | 'terminal'
}

/** Bundles the experiment's source and trains it in a process of its own. @throws GradlabError before a run is made; later ones end the run */
export async function startRun(request: StartRequest, keeping: Keeping = {}): Promise<LiveRun> {
  const experiment = resolve(request.experiment)
  const about = await readExperiment(experiment)
  await refreshUserFolder(experiment) // its types are not kept in git
  const source = request.source ?? (await bundleExperiment(experiment))
  const { folder } = createRun(
    experiment,
    {
      direction: about.direction,
      scaffold: about.scaffold,
      data: about.data,
      variant: request.variant,
      seed: request.seed,
      engineAsked: request.engine,
      set: request.set,
      sourceHash: source.hash,
      versions: versions(),
      ...(request.maxSteps !== undefined && { maxSteps: request.maxSteps }),
    },
    storedSource(source),
  )
  return forgetRefused(await train(folder, keeping))
}

/** A run that was refused before its first step, for a hyper-parameter or a variant that there is not, leaves nothing in the list of runs. */
function forgetRefused(run: LiveRun): LiveRun {
  const ended = run.ended.then((manifest) => {
    const isRefused = manifest.status === 'failed' && manifest.error !== undefined && exitCodeOf(manifest.error.code) === 2
    if (isRefused && checkpointSteps(run.folder).length === 0) rmSync(run.folder, { recursive: true, force: true })
    return manifest
  })
  ended.catch(() => undefined) // who awaits it hears of it
  return { ...run, ended }
}

/**
 * Goes on from the last checkpoint. A run that is paused in another process is told to continue there, and followed.
 * @throws GradlabError run/training, run/unknown, run/broken
 */
export async function resumeRun(folder: string, keeping: Keeping = {}): Promise<LiveRun> {
  const manifest = readManifest(folder)
  const lock = readLock(folder)
  if (!lock) return train(folder, keeping)
  if (manifest.status !== 'paused') throw new GradlabError('run/training', { run: manifest.name })
  const lastSeq = readEvents(folder).at(-1)?.seq ?? 0
  await knock(folder, lock, { kind: 'continue' })
  return follow(folder, lastSeq)
}

/** Pause, stop or set from another terminal. @throws GradlabError run/not-training, run/unreachable, hyper/… */
export async function commandRun(folder: string, command: RunCommand): Promise<void> {
  const lock = readLock(folder)
  if (!lock) throw new GradlabError('run/not-training', { run: basename(folder), status: readManifest(folder).status })
  await knock(folder, lock, command)
}

async function train(folder: string, { onOutput, takeChild = startChild, keeper = 'terminal' }: Keeping): Promise<LiveRun> {
  const events = createChannel<RunEvent>()
  const child = await takeChild()
  child.listen({
    onEvent: (event) => events.push(event),
    onOutput: (text) => {
      keepOutput(folder, text)
      onOutput?.(text)
    },
  })
  const door = await openControlDoor((command) => child.command(command))
  try {
    takeLock(folder, { pid: child.pid, startTime: startTimeOf(child.pid) ?? '', socket: door.socket, token: door.token })
  } catch (error) {
    child.kill()
    door.close()
    throw error
  }
  writeManifest(folder, { ...parseManifest(folder), keeper })
  child.send({ kind: 'train', run: folder })
  const ended = child.exited.then(({ code, signal }) => {
    door.close()
    try {
      const event = settleEnd(folder, code, signal)
      if (event) events.push(event)
      return parseManifest(folder)
    } finally {
      releaseLock(folder, child.pid)
      events.close()
    }
  })
  ended.catch(() => undefined) // who awaits it hears of it
  return { folder, events, command: (command) => child.command(command), silentMs: () => child.silentMs(), ended }
}

/** A full disk must not end whoever looks after the run: its process says what is wrong. */
function keepOutput(folder: string, text: string): void {
  try {
    appendFileSync(outputFile(folder), text)
  } catch (error) {
    console.error(asDiskError(error, outputFile(folder)).message)
  }
}

/** Where the process ended without a word, says so in its place. */
function settleEnd(folder: string, code: number | null, signal: NodeJS.Signals | null): RunEvent | undefined {
  const manifest = parseManifest(folder)
  giveReserve(folder)
  if (hasEnded(manifest.status)) return undefined
  const error = new GradlabError('child/crashed', { how: signal ?? `exit code ${code}`, run: manifest.name }).toData()
  const status = signal ? 'interrupted' : 'failed'
  writeManifest(folder, { ...manifest, status, error })
  return openEventLog(folder).append({ kind: 'ended', status, step: manifest.step, seconds: manifest.seconds, metrics: {}, error })
}

function follow(folder: string, afterSeq: number): LiveRun {
  const events = createChannel<RunEvent>()
  const ended = (async () => {
    for await (const event of followEvents(folder, { afterSeq, signal: new AbortController().signal })) events.push(event)
    events.close()
    return readManifest(folder)
  })()
  ended.catch(() => events.close())
  return { folder, events, command: (command) => commandRun(folder, command), ended }
}

/** What goes into <run>/source: the user's files as they were, and the bundles that are run. */
function storedSource(source: Awaited<ReturnType<typeof bundleExperiment>>): Record<string, string> {
  const files: Record<string, string> = Object.fromEntries(Object.entries(source.files).map(([name, text]) => [`files/${name}`, text]))
  for (const [entry, { code, map }] of Object.entries(source.entries)) {
    const name = bundleName(entry)
    files[name] = code
    files[`${name}.map`] = map
  }
  return files
}
