import type { EngineChoice } from '../protocol'
import type { ComparisonChoices } from './comparisons/choices'
import type { Say } from './texts'

/** An entry of a pick list; a heading has no value. */
export type Entry<Value> = { readonly heading: string } | Choice<Value>
export interface Choice<Value> {
  readonly label: string
  readonly description?: string
  readonly detail?: string
  readonly value: Value
}

/** What the commands need of VS Code, in their own words. vscodeEditor.ts gives the real one, a test its own. */
export interface Editor {
  readonly say: Say
  /** @returns undefined where the person left it with Escape */
  pick<Value>(title: string, entries: readonly Entry<Value>[]): Promise<Value | undefined>
  /** Several at once. @param picked what is ticked before anybody answers */
  pickMany<Value>(title: string, entries: readonly Choice<Value>[], picked: readonly Value[]): Promise<readonly Value[] | undefined>
  ask(title: string, value: string, problemOf: (typed: string) => string | undefined): Promise<string | undefined>
  withProgress<Result>(title: string, work: () => Promise<Result>): Promise<Result>
  /** The same for what takes minutes: it says how far it is, in per cent where that is known, and a person can cancel it. */
  withCancel<Result>(title: string, work: (signal: AbortSignal, tell: (message: string, percent?: number) => void) => Promise<Result>): Promise<Result>
  /** Shows a message with buttons and gives the one that was pressed. */
  tell<Action extends string>(kind: 'information' | 'warning' | 'error', message: string, actions: readonly Action[]): Promise<Action | undefined>
  /** Asks in the middle of the window, for what cannot be taken back easily. */
  confirm(message: string, detail: string, action: string): Promise<boolean>
  /** @param line counted from 1 */
  openFile(path: string, line?: number): Promise<void>
  openFolder(path: string): Promise<void>
  openPreview(path: string): Promise<void>
  openExternal(url: string): Promise<void>
  /** Where to write a file, or a folder that has no extension, in the dialog for saving. */
  askPlace(name: string, extension: string | undefined): Promise<string | undefined>
  /** Shows a file or a folder where the system keeps it. */
  reveal(path: string): Promise<void>
  saveText(name: string, kind: string, text: string): Promise<void>
  copyText(text: string): Promise<void>
  /** What is on the disk is what trains. */
  saveFilesIn(folder: string): Promise<void>
  runCommand(id: string): Promise<void>
  readonly workspaceFolder: string | undefined
  readonly activeFile: string | undefined
  readonly isTrusted: boolean
  engine: EngineChoice
  /** The experiment that was used last in this workspace. */
  lastExperiment: string | undefined
  /** How each experiment of this workspace was compared last, by its folder. */
  comparisonChoices: Readonly<Record<string, ComparisonChoices>>
  /** Whether the person wants no more offers to install a Node, in any window. */
  isNodeDeclined: boolean
  readonly log: { readonly append: (text: string) => void; readonly show: () => void }
}
