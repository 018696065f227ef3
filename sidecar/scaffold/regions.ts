/** A marked region of a scaffold's source, as a snippet shows it. */
export interface Region {
  readonly name: string // gl-…
  readonly english: string
  readonly chinese: string
  readonly lines: readonly string[] // without the least indentation that all have, and without marks
  readonly line: number // of the mark, from 1
}

/**
 * The regions between `// #region snippet gl-name | English | 中文` and `// #endregion`. Other regions may lie inside and around.
 * @throws Error where a mark is malformed or a region does not end
 */
export function cutRegions(source: string): Region[] {
  const found: Region[] = []
  walk(source, (lines, mark, line) => {
    const parts = /^\s*\/\/ #region snippet (gl-[a-z0-9-]+) \| ([^|]+) \| ([^|]+)$/.exec(mark)
    if (!parts) throw new Error(`line ${line}: expected "// #region snippet gl-name | English | 中文", got "${mark.trim()}"`)
    found.push({ name: parts[1]!, english: parts[2]!.trim(), chinese: parts[3]!.trim(), lines: dedent(lines), line })
  })
  return found.sort((a, b) => a.line - b.line)
}

/** The source without the marks of snippets: a user's copy reads clean. */
export function withoutRegionMarks(source: string): string {
  const end = source.includes('\r\n') ? '\r\n' : '\n'
  return walk(source, () => undefined).join(end)
}

type OnRegion = (lines: string[], mark: string, line: number) => void

/** Gives every line but the marks; tells of each snippet's region when it ends. */
function walk(source: string, onRegion: OnRegion): string[] {
  const all: string[] = []
  const open: { isSnippet: boolean; from: number; mark: string; line: number }[] = []
  source.split(/\r?\n/).forEach((text, i) => {
    const isStart = /^\s*\/\/ ?#region\b/.test(text)
    const isEnd = /^\s*\/\/ ?#endregion\b/.test(text)
    const isSnippet = isStart && /#region snippet\b/.test(text)
    if (isStart) open.push({ isSnippet, from: all.length, mark: text, line: i + 1 })
    const ended = isEnd ? open.pop() : undefined
    if (ended?.isSnippet) onRegion(all.slice(ended.from), ended.mark, ended.line)
    if (!isSnippet && !ended?.isSnippet) all.push(text)
  })
  const unended = open.find((region) => region.isSnippet)
  if (unended) throw new Error(`line ${unended.line}: the region "${unended.mark.trim()}" does not end`)
  return all
}

function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length)
  const least = Math.min(...indents)
  return lines.map((line) => line.slice(least))
}
