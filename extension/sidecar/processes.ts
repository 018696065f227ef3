import { basename } from 'node:path'
import type { ProcessSummary } from '../../protocol'
import type { Entry } from '../editor'
import type { Services } from '../services'
import type { Say } from '../texts'

/** The processes the daemon looks after. Choosing a run shows its curves. */
export async function showProcesses({ editor, sidecar, language, panels }: Services): Promise<void> {
  const processes = await sidecar.request('gradlab/processes', {})
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' })
  const stop = { label: `$(stop-circle) ${editor.say('action.stop-all')}`, value: 'stop-all' } as const
  const chosen = await editor.pick<ProcessSummary | 'stop-all'>(editor.say('pick.process'), [...processEntries(processes, editor.say, time), stop])
  if (chosen === 'stop-all') await stopAll({ editor, sidecar })
  else if (chosen?.run !== undefined) panels.showCurves([chosen.run])
}

export function processEntries(processes: readonly ProcessSummary[], say: Say, time: Intl.DateTimeFormat): Entry<ProcessSummary>[] {
  return processes.map((one) => ({
    label: one.kind === 'run' ? `$(pulse) ${say('process.run', { run: basename(one.run ?? '') })}` : `$(server-process) ${say(`process.${one.kind}`)}`,
    description: [
      say('process.since', { pid: String(one.pid), time: time.format(one.startedAt) }),
      ...((one.silentMs ?? 0) > worthSayingMs ? [say('process.silent', { seconds: Math.round(one.silentMs! / 1000) })] : []),
    ].join(' · '),
    value: one,
  }))
}

/** A sign of life comes every second, however long a step takes: one that stays away this long is worth a word. */
const worthSayingMs = 10_000

/** Every run interrupted with a checkpoint, and the daemon ended. */
export async function stopAll({ editor, sidecar }: Pick<Services, 'editor' | 'sidecar'>): Promise<void> {
  const count = (await sidecar.request('gradlab/processes', {})).filter(({ kind }) => kind === 'run').length
  const isMeant = count === 0 || (await editor.confirm(editor.say('stopAll.ask', { count }), editor.say('stopAll.detail'), editor.say('action.stop-all')))
  if (isMeant) await editor.withProgress(editor.say('progress.stopAll'), () => sidecar.stopAll())
}

export async function restartSidecar({ editor, sidecar, store }: Services): Promise<void> {
  await editor.withProgress(editor.say('progress.restart'), () => sidecar.restart())
  await store.refresh()
}
