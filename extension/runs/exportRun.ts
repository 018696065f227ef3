import { basename } from 'node:path'
import { GradlabError, hasEnded, type ExportedRun, type ExportFormat } from '../../protocol'
import type { Entry } from '../editor'
import { chooseRun, type RunQuestion } from '../experiments/choose'
import type { Target } from '../experiments/target'
import type { Services } from '../services'
import type { Say } from '../texts'

const question = { title: 'pick.run.export', none: 'none.runs', isMeant: () => true, takesOnly: true } as const satisfies RunQuestion

/** Asks for a format and a place, writes the run there, and offers to show it. */
export async function exportRun(services: Services, target: Target): Promise<void> {
  const { editor } = services
  const run = await chooseRun(services, target, question)
  if (!run) return
  const name = basename(run.folder)
  const format = await editor.pick(editor.say('pick.format'), formatEntries(editor.say))
  if (!format) return
  const out = await editor.askPlace(fileName(name, format), extensionOf(format))
  if (out === undefined) return
  const exported = await withConsent(services, { run: run.folder, format, out })
  if (!exported) return
  const told = hasEnded(exported.status) ? 'export.done' : 'export.live'
  const show = editor.say('action.reveal')
  if ((await editor.tell('information', editor.say(told, { name, step: exported.step, out }), [show])) === show) await editor.reveal(exported.files[0] ?? out)
}

export function formatEntries(say: Say): Entry<ExportFormat>[] {
  return [
    { label: 'CSV', description: say('format.csv'), value: 'csv' },
    { label: 'safetensors', description: say('format.safetensors'), value: 'safetensors' },
    { label: 'TensorBoard', description: say('format.tensorboard'), value: 'tensorboard' },
  ]
}

/** What is there already is overwritten only when the person says so: an export has companions that no dialog has asked about. */
async function withConsent(
  { editor, sidecar }: Services,
  wanted: { readonly run: string; readonly format: ExportFormat; readonly out: string },
): Promise<ExportedRun | undefined> {
  const write = (force: boolean): Promise<ExportedRun> =>
    editor.withProgress(editor.say('progress.export'), () => sidecar.request('gradlab/run/export', { ...wanted, force }))
  try {
    return await write(false)
  } catch (thrown) {
    if (!(thrown instanceof GradlabError) || thrown.code !== 'usage/out-exists') throw thrown
    const { path } = thrown.context
    const agreed = await editor.confirm(
      editor.say('export.exists', { path: typeof path === 'string' ? path : wanted.out }),
      editor.say('export.exists.detail'),
      editor.say('action.overwrite'),
    )
    return agreed ? write(true) : undefined
  }
}

/** TensorBoard's is a folder, which has no extension. */
const extensionOf = (format: ExportFormat): string | undefined => (format === 'tensorboard' ? undefined : format)
const fileName = (name: string, format: ExportFormat): string => (format === 'tensorboard' ? `${name}-tensorboard` : `${name}.${format}`)
