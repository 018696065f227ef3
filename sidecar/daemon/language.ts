import { fileURLToPath } from 'node:url'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import * as v from 'valibot'
import { asGradlabError, hasEnded, type DaemonHello, type ErrorData } from '../../protocol'
import { lensesOf } from '../language/lenses'
import { lastErrorOf, problemOf, sourceOf, type Problem } from '../language/problems'
import { parseManifest } from '../store/manifest'
import { experimentOf } from '../store/layout'
import { findExperiments } from './experiments'
import type { RunKeeper } from './keeper'

/**
 * The language features: lenses above defineExperiment, and the error a run ended by on the line it came from, until that file changes or
 * another run of the experiment begins. A window that comes later is told what still stands. @returns what ends it
 */
export function serveLanguage(connection: MessageConnection, hello: DaemonHello, keeper: RunKeeper): () => void {
  const texts = new Map<string, string>()
  const problems = new Map<string, Problem>() // experiment → its newest run's error
  const sources = new Map<string, string | undefined>() // experiment → the file of that error, as the run had it
  const begun = new Set<string>() // experiments that trained since this window came
  const publish = (uri: string): void => {
    const diagnostics = [...problems.values()].filter((problem) => problem.uri === uri).map(({ uri: _, ...diagnostic }) => diagnostic)
    void connection.sendNotification('textDocument/publishDiagnostics', { uri, diagnostics }).catch(() => undefined) // the client has left
  }
  const drop = (isMeant: (problem: Problem, experiment: string) => boolean): void => {
    for (const [experiment, problem] of [...problems]) {
      if (!isMeant(problem, experiment)) continue
      problems.delete(experiment)
      sources.delete(experiment)
      publish(problem.uri)
    }
  }
  const dropStale = (opened: string, text: string): void => drop(({ uri }, experiment) => isSameFile(uri, opened) && sources.get(experiment) !== text)
  const keep = (experiment: string, run: string, error: ErrorData): void => {
    const problem = problemOf(experiment, error, hello.language)
    if (!problem) return
    problems.set(experiment, problem)
    sources.set(experiment, sourceOf(run, error))
    publish(problem.uri)
  }
  const recall = async (): Promise<void> => {
    for (const experiment of await findExperiments(hello.folders)) {
      const last = begun.has(experiment) ? undefined : lastErrorOf(experiment)
      if (last) keep(experiment, last.run, last.error)
    }
    for (const [uri, text] of texts) dropStale(uri, text)
  }

  connection.onNotification('initialized', () => void recall().catch((thrown: unknown) => console.error(asGradlabError(thrown).message)))
  connection.onNotification('textDocument/didOpen', (params: unknown) => {
    const { textDocument } = v.parse(opened, params)
    texts.set(textDocument.uri, textDocument.text)
    dropStale(textDocument.uri, textDocument.text)
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
    if (event.kind === 'started' || event.kind === 'resumed') {
      begun.add(experiment)
      drop((_, owner) => owner === experiment)
    }
    if (event.kind === 'ended' && event.error && hasEnded(parseManifest(run).status)) keep(experiment, run, event.error)
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
