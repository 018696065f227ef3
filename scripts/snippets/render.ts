import { cutRegions } from '../../sidecar/scaffold/regions'

export interface Source {
  readonly path: string // for messages and for `direction`, with `/`
  readonly text: string
}

/**
 * The .code-snippets file of all marked regions. VS Code has no way to translate a snippet: both languages stand in its
 * description.
 * @throws Error naming the file and line of a faulty mark, and the two files of a name used twice
 */
export function renderSnippets(sources: readonly Source[]): string {
  const snippets: Record<string, object> = {}
  const places = new Map<string, string>()
  for (const { path, text } of sources) {
    for (const { name, english, chinese, lines, line } of regionsOf(path, text)) {
      const place = `${path}:${line}`
      const taken = places.get(name)
      if (taken !== undefined) throw new Error(`${place}: the snippet ${name} is also in ${taken}`)
      places.set(name, place)
      snippets[name] = { scope: 'typescript', prefix: name, description: `${english} · ${chinese}`, body: lines.map(escape) }
    }
  }
  const sorted = Object.fromEntries(Object.entries(snippets).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify(sorted, undefined, 2)}\n`
}

function regionsOf(path: string, text: string): ReturnType<typeof cutRegions> {
  try {
    return cutRegions(text)
  } catch (cause) {
    throw new Error(`${path}, ${(cause as Error).message}`, { cause })
  }
}

/** In a snippet's body `$` starts a variable, `}` ends one and `\` escapes. */
const escape = (line: string): string => line.replace(/[\\$}]/g, (letter) => `\\${letter}`)
