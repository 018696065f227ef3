import { describeError } from '../../protocol'
import { join } from 'node:path'
import type { RunEnd } from '../experiments/store'
import type { Services } from '../services'

/** Says that a run failed or was lost, with what can be done. One that completed or was stopped is seen where it is looked at. */
export async function tellEnd({ editor, language, sidecar, store }: Services, { run, error }: RunEnd): Promise<void> {
  const { say } = editor
  const { status, step } = run.progress
  if (status !== 'failed' && status !== 'interrupted') return
  const name = `${run.manifest.experiment} · ${run.manifest.variant}`
  const { message, suggestion } = error ? describeError(error, language) : { message: '', suggestion: '' }
  const actions = new Map<string, () => Promise<void> | void>()
  const { where } = error ?? {}
  if (where) actions.set(say('action.open-line'), () => editor.openFile(join(run.experiment, where.file), where.line))
  actions.set(say('action.resume'), async () => {
    await sidecar.request('gradlab/run/resume', { run: run.folder })
    await store.refresh()
  })
  actions.set(say('action.log'), () => editor.log.show())
  if (error) editor.log.append([`${run.folder}: ${message}`, error.detail ?? ''].join('\n'))
  const sentence = status === 'failed' ? say('end.failed', { run: name, problem: `${message} ${suggestion}`.trim() }) : say('end.interrupted', { run: name, step })
  const pressed = await editor.tell(status === 'failed' ? 'error' : 'warning', sentence, [...actions.keys()])
  if (pressed !== undefined) await actions.get(pressed)?.()
}
