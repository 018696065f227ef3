import type { HyperField, HyperValue, RunStatus } from '../../protocol'
import type { Entry } from '../editor'
import { chooseRun, isLive, type RunQuestion } from '../experiments/choose'
import { experimentOfFile } from '../experiments/place'
import type { ShownRun } from '../experiments/store'
import type { Target } from '../experiments/target'
import { inExperiment } from '../failure'
import type { Services } from '../services'
import type { Say } from '../texts'
import { formatNumber } from './progress'

const questions = {
  pause: { title: 'pick.run.pause', none: 'none.training', isMeant: (status: RunStatus) => status === 'running' || status === 'starting', takesOnly: true },
  resume: { title: 'pick.run.resume', none: 'none.resumable', isMeant: (status: RunStatus) => status === 'paused' || isResumable(status), takesOnly: false },
  stop: { title: 'pick.run.stop', none: 'none.training', isMeant: isLive, takesOnly: true },
  change: { title: 'pick.run.change', none: 'none.training', isMeant: isLive, takesOnly: true },
  open: { title: 'pick.run.open', none: 'none.runs', isMeant: () => true, takesOnly: false },
} as const satisfies Record<string, RunQuestion>

/** Ended before its last step, with a checkpoint to go on from. */
export const isResumable = (status: RunStatus): boolean => status === 'stopped' || status === 'failed' || status === 'interrupted'

export async function pauseRun(services: Services, target: Target): Promise<void> {
  const run = await chooseRun(services, target, questions.pause)
  if (run) await services.sidecar.request('gradlab/run/command', { run: run.folder, command: { kind: 'pause' } })
}

export async function stopRun(services: Services, target: Target): Promise<void> {
  const run = await chooseRun(services, target, questions.stop)
  if (run) await services.sidecar.request('gradlab/run/command', { run: run.folder, command: { kind: 'stop' } })
}

export async function resumeRun(services: Services, target: Target): Promise<void> {
  const { sidecar, store, panels } = services
  const paused = { ...questions.resume, isMeant: (status: RunStatus) => status === 'paused', takesOnly: true }
  await store.refresh()
  const isSomePaused = target.run === undefined && store.runs.some(({ progress }) => progress.status === 'paused')
  const run = await chooseRun(services, target, isSomePaused ? paused : questions.resume)
  if (!run) return
  await inExperiment(run.experiment, () => sidecar.request('gradlab/run/resume', { run: run.folder }))
  await store.refresh()
  panels.showCurves([run.folder])
}

export async function openRun(services: Services, target: Target): Promise<void> {
  const run = await chooseRun(services, target, questions.open)
  if (run) services.panels.showCurves([run.folder], { only: true })
}

/** Of a run or an experiment where one is meant; else what the panel shows already. */
export async function showCurves(services: Services, target: Target): Promise<void> {
  const runs = await runsOf(services, target)
  services.panels.showCurves(target.run === undefined ? runs.slice(0, fewRuns).map(({ folder }) => folder) : [target.run])
  await services.store.refresh() // a run of a terminal may be new; the panel opens without waiting
}

export async function showEmbeddings(services: Services, target: Target): Promise<void> {
  const runs = await runsOf(services, target)
  services.panels.showEmbeddings(target.run ?? (runs.find(({ progress }) => isLive(progress.status)) ?? runs[0])?.folder)
  await services.store.refresh()
}

const fewRuns = 4

/** The runs of the experiment that a command was called on, newest first; from the palette none: the panel knows best. */
async function runsOf({ store }: Services, target: Target): Promise<ShownRun[]> {
  const experiment = target.experiment ?? (target.file === undefined ? undefined : experimentOfFile(target.file))
  if (experiment === undefined) return []
  await store.refresh()
  return store.runs.filter((run) => run.experiment === experiment)
}

/** Asks for a live hyper-parameter and its value, which is checked before it is sent. */
export async function changeHyper(services: Services, target: Target): Promise<void> {
  const { editor, sidecar } = services
  const run = await chooseRun(services, target, questions.change)
  if (!run) return
  const entries = hyperEntries(run, editor.say)
  if (entries.length === 0) return void (await editor.tell('information', editor.say('hyper.none'), []))
  const chosen = await editor.pick(editor.say('pick.hyper', { run: run.manifest.variant }), entries)
  if (!chosen) return
  const { key, field, now } = chosen
  const title = editor.say('hyper.ask', { key, value: formatValue(now), range: rangeText(field, editor.say) })
  const typed = await editor.ask(title, String(now), (text) => hyperProblem(field, text, editor.say))
  if (typed !== undefined) await sidecar.request('gradlab/run/command', { run: run.folder, command: { kind: 'set', key, value: typed.trim() } })
}

type LiveField = Extract<HyperField, { kind: 'range' }>

export function hyperEntries({ manifest, progress }: ShownRun, say: Say): Entry<{ key: string; field: LiveField; now: HyperValue }>[] {
  return Object.entries(manifest.fields ?? {}).flatMap(([key, field]) => {
    if (field.kind !== 'range' || !field.live) return []
    const now = progress.hyper[key] ?? field.value
    return [{ label: key, description: say('hyper.now', { value: formatValue(now) }), detail: rangeText(field, say), value: { key, field, now } }]
  })
}

/** What is wrong with what was typed, if anything. */
export function hyperProblem(field: LiveField, typed: string, say: Say): string | undefined {
  const value = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(value)) return say('hyper.number')
  return value < field.min || value > field.max ? say('hyper.outside', { range: rangeText(field, say) }) : undefined
}

function rangeText({ min, max, log }: LiveField, say: Say): string {
  return say(log ? 'hyper.range.log' : 'hyper.range', { min: formatNumber(min), max: formatNumber(max) })
}

const formatValue = (value: HyperValue): string => (typeof value === 'number' ? formatNumber(value) : String(value))
