import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { asGradlabError, describeError, type Scaffold } from '../../protocol'
import type { Entry } from '../editor'
import { isWithin } from '../experiments/place'
import { CommandFailure } from '../failure'
import type { Services } from '../services'
import { dataEntries, directionEntries, scaffoldEntries } from './directions'

/** A choice already made, as by a click in the gallery. */
export interface Preset {
  readonly direction?: string
  readonly scaffold?: string
}

/** What a node of the Directions view has chosen. */
export function presetOf(argument: unknown): Preset {
  if (typeof argument !== 'object' || argument === null || !('direction' in argument)) return {}
  return typeof argument.direction === 'string' ? { direction: argument.direction } : {}
}

/** Direction, scaffold, data set, folder: then the experiment is made and its model.ts is open. Escape ends it at any step. */
export async function newExperiment(services: Services, preset: Preset = {}): Promise<void> {
  const { editor, sidecar, language } = services
  const directions = await editor.withProgress(editor.say('progress.directions'), () => sidecar.request('gradlab/directions', {}))
  if (directions.length === 0) throw new CommandFailure(editor.say('error.no-directions'))

  const direction =
    directions.find(({ id }) => id === preset.direction) ??
    (await editor.pick(editor.say('pick.direction'), directionEntries(directions, language, editor.say)))
  if (!direction) return
  const title = editor.say('pick.scaffold', { direction: direction.title[language] })
  const scaffold = direction.scaffolds.find(({ id }) => id === preset.scaffold) ?? (await pickUnlessOne(services, title, scaffoldEntries(direction, language)))
  if (!scaffold) return
  const data = await pickUnlessOne(services, editor.say('pick.data'), dataEntries(scaffold, editor.say))
  if (data === undefined) return
  const suggested = freshFolder(services, direction.id, scaffold)
  await makeIn(suggested, { direction: direction.id, scaffold: scaffold.id, ...(data !== scaffold.data && { data }) }, services)
}

/** Asks for the folder and makes the experiment; where that fails, another folder can be named. */
async function makeIn(suggested: string, wanted: { direction: string; scaffold: string; data?: string }, services: Services): Promise<void> {
  const { editor, sidecar, store, language } = services
  const typed = await editor.ask(editor.say('ask.folder'), suggested, (text) => (text.trim() === '' ? editor.say('ask.folder.empty') : undefined))
  if (typed === undefined) return
  const folder = resolve(editor.workspaceFolder ?? homedir(), typed.trim())
  try {
    await editor.withProgress(editor.say('progress.new'), () => sidecar.request('gradlab/newExperiment', { ...wanted, folder }))
  } catch (thrown) {
    const error = asGradlabError(thrown)
    if (!error.code.startsWith('folder/')) throw thrown
    const { message, suggestion } = describeError(error.toData(), language)
    const [another, showLog] = [editor.say('action.another-folder'), editor.say('action.log')]
    const action = await editor.tell('error', `${message} ${suggestion}`, [another, showLog])
    if (action === another) return makeIn(typed, wanted, services)
    if (action === showLog) editor.log.show()
    return
  }
  store.refreshSoon()
  await editor.openFile(join(folder, 'model.ts'))
  if (editor.workspaceFolder !== undefined && isWithin(folder, editor.workspaceFolder)) return
  const open = editor.say('action.open-folder')
  if ((await editor.tell('information', editor.say('new.done', { folder }), [open])) === open) await editor.openFolder(folder)
}

async function pickUnlessOne<Value>({ editor }: Services, title: string, entries: readonly Entry<Value>[]): Promise<Value | undefined> {
  const [first, ...others] = entries
  return first && 'value' in first && others.length === 0 ? first.value : editor.pick(title, entries)
}

/** A folder that is not there yet, named after the scaffold, in the workspace or at home. */
function freshFolder({ editor }: Services, direction: string, scaffold: Scaffold): string {
  const name = `${direction.replace(/^\d+-/, '')}-${scaffold.id}`
  const parent = editor.workspaceFolder ?? homedir()
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(folder)) return folder
  }
}
