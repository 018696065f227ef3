import { join } from 'node:path'
import { asGradlabError, describeError, GradlabError, type ErrorCode, type Language } from '../protocol'
import type { Editor } from './editor'

/** A command ended early, with a message for the person in their language. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** An error, and the experiment whose line it may name. */
export class FailureIn extends Error {
  override readonly name = 'FailureIn'
  constructor(
    readonly experiment: string,
    override readonly cause: GradlabError,
  ) {
    super(cause.message, { cause })
  }
}

/** Work on an experiment: an error that names a line of its source can be opened there. */
export async function inExperiment<Result>(experiment: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    throw thrown instanceof GradlabError ? new FailureIn(experiment, thrown) : thrown
  }
}

/** Runs a command; what it throws is shown with what can be done about it, and logged. */
export async function showingFailure(editor: Editor, language: Language, command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (thrown) {
    await showFailure(editor, language, thrown)
  }
}

export async function showFailure(editor: Editor, language: Language, thrown: unknown): Promise<void> {
  const { say } = editor
  if (thrown instanceof CommandFailure) return void (await editor.tell('error', thrown.message, []))
  const error = asGradlabError(thrown instanceof FailureIn ? thrown.cause : thrown)
  editor.log.append([error.message, error.toData().detail ?? ''].join('\n'))
  const place = thrown instanceof FailureIn && error.where ? { path: join(thrown.experiment, error.where.file), line: error.where.line } : undefined
  const { message, suggestion } = describeError(error.toData(), language)
  const actions = new Map<string, () => Promise<void> | void>()
  if (place) actions.set(say('action.open-line'), () => editor.openFile(place.path, place.line))
  if (error.code === 'daemon/untrusted') actions.set(say('action.trust'), () => editor.runCommand('workbench.trust.manage'))
  if (restartable.has(error.code)) actions.set(say('action.restart'), () => editor.runCommand('gradlab.restartSidecar'))
  actions.set(say('action.log'), () => editor.log.show())
  const pressed = await editor.tell('error', `${message} ${suggestion}`, [...actions.keys()])
  if (pressed !== undefined) await actions.get(pressed)?.()
}

const restartable = new Set<ErrorCode>(['daemon/start', 'daemon/refused', 'daemon/lost', 'daemon/node'])
