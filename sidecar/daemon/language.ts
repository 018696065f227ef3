import { fileURLToPath } from 'node:url'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import * as v from 'valibot'
import { hasEnded, type DaemonHello } from '../../protocol'
import { lensesOf } from '../language/lenses'
import { problemOf, type Problem } from '../language/problems'
import { parseManifest } from '../store/manifest'
import { experimentOf } from '../store/runs'
import type { RunKeeper } from './keeper'

/**
 * The language features: lenses above defineExperiment, and the error a run ended by on the line it came from, until that file changes or
 * another run of the experiment begins. @returns what ends it
 */
export function serveLanguage(connection: MessageConnection, hello: DaemonHello, keeper: RunKeeper): () => void {
  const texts = new Map<string, string>()
  const problems = new Map<string, Problem>() // experiment → its newest run's error
  const publish = (uri: string): void => {
    const diagnostics = [...problems.values()].filter((problem) => problem.uri === uri).map(({ uri: _, ...diagnostic }) => diagnostic)
    void connection.sendNotification('textDocument/publishDiagnostics', { uri, diagnostics }).catch(() => undefined) // the client has left
  }
  const drop = (isMeant: (problem: Problem, experiment: string) => boolean): void => {
    for (const [experiment, problem] of [...problems]) {
      if (!isMeant(problem, experiment)) continue
      problems.delete(experiment)
      publish(problem.uri)
    }
  }

  connection.onNotification('textDocument/didOpen', (params: unknown) => {
    const { textDocument } = v.parse(opened, params)
    texts.set(textDocument.uri, textDocument.text)
  })
  connection.onNotification('textDocument/didChange', (params: unknown) => {
    const { textDocument, contentChanges } = v.parse(changed, params)
    texts.set(textDocument.uri, contentChanges.at(-1)!.text)
    drop(({ uri }) => isSameFile(uri, textDocument.uri))
  })
  connection.onNotification('textDocument/didClose', (params: unknown) => void texts.delete(v.parse(closed, params).textDocument.uri))
  connection.onRequest('textDocument/codeLens', (params: unknown) => {
    const { uri } = v.parse(closed, params).textDocument
    return lensesOf(uri, texts.get(uri) ?? '', hello.language)
  })

  return keeper.onEvent((run, event) => {
    const experiment = experimentOf(run)
    if (event.kind === 'started') drop((_, owner) => owner === experiment)
    if (event.kind !== 'ended' || !hasEnded(parseManifest(run).status) || !event.error) return
    const problem = problemOf(experiment, event.error, hello.language)
    if (!problem) return
    problems.set(experiment, problem)
    publish(problem.uri)
  })
}

/** Editors escape more than Node does. */
function isSameFile(a: string, b: string): boolean {
  return a === b || (a.startsWith('file:') && b.startsWith('file:') && fileURLToPath(a) === fileURLToPath(b))
}

const closed = v.looseObject({ textDocument: v.looseObject({ uri: v.string() }) })
const opened = v.looseObject({ textDocument: v.looseObject({ uri: v.string(), text: v.string() }) })
const changed = v.looseObject({
  textDocument: v.looseObject({ uri: v.string() }),
  contentChanges: v.pipe(v.array(v.looseObject({ text: v.string() })), v.minLength(1)),
})
