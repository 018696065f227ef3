import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Language, Scaffold } from '../../protocol'
import type { Editor, Entry } from '../editor'
import type { Cli } from '../sidecar/cli'
import { CommandFailure, requireDone } from '../sidecar/failure'
import { dataEntries, directionEntries, parseDirections, scaffoldEntries } from './directions'

/** Direction, scaffold, data set, folder: then the experiment is made and its model.ts is open. Escape ends it at any step. */
export async function newExperiment(editor: Editor, cli: Cli, language: Language): Promise<void> {
  const listed = requireDone(await editor.withProgress(editor.say('progress.directions'), () => cli(['directions', '--json'])), editor)
  const directions = parseDirections(listed.output)
  if (directions.length === 0) throw new CommandFailure(editor.say('error.no-directions'))

  const direction = await editor.pick(editor.say('pick.direction'), directionEntries(directions, language, editor.say))
  if (!direction) return
  const scaffold = await pickUnlessOne(editor, editor.say('pick.scaffold', { direction: direction.title[language] }), scaffoldEntries(direction, language))
  if (!scaffold) return
  const data = await pickUnlessOne(editor, editor.say('pick.data'), dataEntries(scaffold, editor.say))
  if (data === undefined) return
  await makeIn(
    freshFolder(editor, direction.id, scaffold),
    [`${direction.id}/${scaffold.id}`, ...(data === scaffold.data ? [] : ['--data', data])],
    editor,
    cli,
  )
}

/** Asks for the folder and makes the experiment; where that fails, another folder can be named. */
async function makeIn(suggested: string, [scaffold, ...options]: readonly [string, ...string[]], editor: Editor, cli: Cli): Promise<void> {
  const typed = await editor.ask(editor.say('ask.folder'), suggested, (text) => (text.trim() === '' ? editor.say('ask.folder.empty') : undefined))
  if (typed === undefined) return
  const folder = resolve(editor.workspaceFolder ?? homedir(), typed.trim())
  const made = await editor.withProgress(editor.say('progress.new'), () => cli(['new', scaffold, folder, ...options]))
  if (made.exitCode !== 0) {
    const [another, showLog] = [editor.say('action.another-folder'), editor.say('action.log')]
    const action = await editor.tell('error', made.errors || editor.say('error.cli.silent', { code: made.exitCode }), [another, showLog])
    if (action === another) return makeIn(typed, [scaffold, ...options], editor, cli)
    if (action === showLog) editor.log.show()
    return
  }
  await editor.openFile(join(folder, 'model.ts'))
  if (editor.workspaceFolder !== undefined && isWithin(folder, editor.workspaceFolder)) return
  const open = editor.say('action.open-folder')
  if ((await editor.tell('information', editor.say('new.done', { folder }), [open])) === open) await editor.openFolder(folder)
}

async function pickUnlessOne<Value>(editor: Editor, title: string, entries: readonly Entry<Value>[]): Promise<Value | undefined> {
  const [first, ...others] = entries
  return first && 'value' in first && others.length === 0 ? first.value : editor.pick(title, entries)
}

/** A folder that is not there yet, named after the scaffold, in the workspace or at home. */
function freshFolder(editor: Editor, direction: string, scaffold: Scaffold): string {
  const name = `${direction.replace(/^\d+-/, '')}-${scaffold.id}`
  const parent = editor.workspaceFolder ?? homedir()
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(folder)) return folder
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return !way.startsWith('..') && !isAbsolute(way)
}
