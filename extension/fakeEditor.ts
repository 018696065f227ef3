import type { Choice, Editor, Entry } from './editor'
import { runtimeTexts } from './texts'

/** An editor whose person answers as told: a label to pick (several with commas between), a text to type, a button to press; undefined is Escape. */
export function createFakeEditor(answers: readonly (string | undefined)[], about: Partial<Editor> = {}) {
  const left = [...answers]
  const seen: string[] = []
  const answer = (question: string) => {
    seen.push(question)
    if (left.length === 0) throw new Error(`nobody answers: ${question}`)
    return left.shift()
  }
  const editor: Editor = {
    say: (key, values = {}) => runtimeTexts[key].en.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])),
    pick: async <Value>(title: string, entries: readonly Entry<Value>[]) => {
      const wanted = answer(title)
      const found = entries.find((entry) => 'value' in entry && entry.label === wanted)
      if (wanted !== undefined && !found)
        throw new Error(`"${wanted}" is not in: ${entries.map((entry) => ('label' in entry ? entry.label : entry.heading)).join(', ')}`)
      return found && 'value' in found ? found.value : undefined
    },
    pickMany: async <Value>(title: string, entries: readonly Choice<Value>[], picked: readonly Value[]) => {
      const wanted = answer(`${title}: ${picked.join(', ')}`)
      return wanted?.split(', ').map((label) => entries.find((entry) => entry.label === label)!.value)
    },
    ask: async (title, value, problemOf) => {
      const typed = answer(`${title}: ${value}`)
      const problem = typed === undefined ? undefined : problemOf(typed)
      if (problem !== undefined) throw new Error(problem)
      return typed
    },
    withProgress: async (_title, work) => work(),
    withCancel: async (title, work) => work(new AbortController().signal, (message) => void seen.push(`${title}: ${message}`)),
    tell: async (kind, message, actions) => {
      const pressed = answer(`${kind}: ${message}`)
      return actions.find((action) => action === pressed)
    },
    confirm: async (message, _detail, action) => answer(message) === action,
    openFile: async (path, line) => void seen.push(`open ${path}${line === undefined ? '' : `:${line}`}`),
    openFolder: async (path) => void seen.push(`open folder ${path}`),
    openPreview: async (path) => void seen.push(`preview ${path}`),
    openExternal: async (url) => void seen.push(`browse ${url}`),
    askPlace: async (name, extension) => answer(`place ${name} ${extension}`),
    reveal: async (path) => void seen.push(`reveal ${path}`),
    saveText: async (name, kind, text) => void seen.push(`save ${kind} ${name}: ${text}`),
    copyText: async (text) => void seen.push(`copy ${text}`),
    saveFilesIn: async (folder) => void seen.push(`save files in ${folder}`),
    runCommand: async (id) => void seen.push(`run ${id}`),
    workspaceFolder: undefined,
    activeFile: undefined,
    isTrusted: true,
    engine: 'auto',
    lastExperiment: undefined,
    comparisonChoices: {},
    isNodeDeclined: false,
    log: { append: (text) => seen.push(`log: ${text}`), show: () => seen.push('show log') },
    ...about,
  }
  return { editor, seen }
}
