import { describeError } from '../../protocol'
import { join } from 'node:path'
import type { RunEnd } from '../experiments/store'
import type { Services } from '../services'

/**
 * Says that a run failed, with what can be done. One that completed or was stopped is seen where it is looked at; one that was
 * interrupted with its daemon goes on with the next.
 */
export async function tellEnd({ editor, language, sidecar, store }: Services, { run, error }: RunEnd): Promise<void> {
  if (!error) return
  const { say } = editor
  const { message, suggestion } = describeError(error, language)
  editor.log.append([`${run.folder}: ${message}`, error.detail ?? ''].join('\n'))
  const actions = new Map<string, () => Promise<void> | void>()
  const { where } = error
  if (where) actions.set(say('action.open-line'), () => editor.openFile(join(run.experiment, where.file), where.line))
  actions.set(say('action.resume'), async () => {
    await sidecar.request('gradlab/run/resume', { run: run.folder })
    await store.refresh()
  })
  actions.set(say('action.log'), () => editor.log.show())
  const name = `${run.manifest.experiment} · ${run.manifest.variant}`
  const pressed = await editor.tell('error', say('end.failed', { run: name, problem: `${message} ${suggestion}` }), [...actions.keys()])
  if (pressed !== undefined) await actions.get(pressed)?.()
}
