import { fileURLToPath } from 'node:url'

/** What a command was called on: a document (its lens or title bar), a node of the tree, or nothing (the palette). */
export interface Target {
  readonly file?: string
  readonly experiment?: string
  readonly run?: string
}

/** A command's first argument as VS Code passes it: a lens gives a document's URI as text, a title bar a Uri, a tree its node. */
export function targetOf(argument: unknown): Target {
  if (typeof argument === 'string') return argument.startsWith('file:') ? { file: fileURLToPath(argument) } : {}
  if (typeof argument !== 'object' || argument === null) return {}
  const { scheme, fsPath, experiment, run } = argument as Record<string, unknown>
  if (scheme === 'file' && typeof fsPath === 'string') return { file: fsPath }
  return { ...(typeof experiment === 'string' && { experiment }), ...(typeof run === 'string' && { run }) }
}
