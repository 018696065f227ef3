import type { TextKey } from './texts'

/** An entry of a pick list; a heading has no value. */
export type Entry<Value> =
  { readonly heading: string } | { readonly label: string; readonly description?: string; readonly detail?: string; readonly value: Value }

/** What the commands need of VS Code, in their own words. vscodeEditor.ts gives the real one, a test its own. */
export interface Editor {
  readonly say: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string
  /** @returns undefined where the person left it with Escape */
  pick<Value>(title: string, entries: readonly Entry<Value>[]): Promise<Value | undefined>
  ask(title: string, value: string, problemOf: (typed: string) => string | undefined): Promise<string | undefined>
  withProgress<Result>(title: string, work: () => Promise<Result>): Promise<Result>
  /** Shows a message with buttons and gives the one that was pressed. */
  tell<Action extends string>(kind: 'information' | 'error', message: string, actions: readonly Action[]): Promise<Action | undefined>
  openFile(path: string): Promise<void>
  openFolder(path: string): Promise<void>
  readonly workspaceFolder: string | undefined
  readonly log: { readonly append: (text: string) => void; readonly show: () => void }
}
