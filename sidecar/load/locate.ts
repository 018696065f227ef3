import { originalPositionFor, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping'
import type { SourcePlace } from '../../protocol'

/** Finds the user's own lines in stack traces of bundled code. */
export interface Locator {
  /** The innermost line of the user's own source that led to the error, or to its cause. */
  place(error: Error): SourcePlace | undefined
  /** All of them, innermost first. */
  places(stack: string): SourcePlace[]
}

/** Maps are parsed at the first error, not before: a run that goes well pays nothing. @param entries as evaluated */
export function createLocator(entries: readonly { fileName: string; map: string }[]): Locator {
  const parsed = new Map<string, TraceMap>()
  const mapOf = ({ fileName, map }: { fileName: string; map: string }): TraceMap => {
    let found = parsed.get(fileName)
    if (!found) parsed.set(fileName, (found = new TraceMap(map)))
    return found
  }

  const placeOf = (frame: string): SourcePlace | undefined => {
    for (const entry of entries) {
      const position = positionIn(frame, entry.fileName)
      if (position) return originalPlace(mapOf(entry), position)
    }
    return undefined
  }
  const places = (stack: string): SourcePlace[] => stack.split('\n').flatMap((line) => (/^\s+at /.test(line) && placeOf(line)) || [])

  const place = (error: Error): SourcePlace | undefined => {
    for (let at: unknown = error, depth = 0; at instanceof Error && depth < causesFollowed; at = at.cause, depth++) {
      const [first] = places(at.stack ?? '')
      if (first) return first
    }
    return undefined
  }
  return { place, places }
}

/** Enough for any wrapping; a chain of causes may be a ring. */
const causesFollowed = 8

interface Position {
  readonly line: number // from 1
  readonly column: number // from 1
}

/** `at step (<fileName>:12:5)`, `at <fileName>:12:5`, `at async step (<fileName>:12:5)`. */
function positionIn(frame: string, fileName: string): Position | undefined {
  const at = frame.lastIndexOf(`${fileName}:`)
  if (at < 0 || !/[\s(/\\]/.test(frame[at - 1] ?? '')) return undefined
  const match = /^:(\d+):(\d+)\)?\s*$/.exec(frame.slice(at + fileName.length))
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined
}

/** esbuild writes the names of files as in a URL. */
function originalPlace(map: TraceMap, { line, column }: Position): SourcePlace | undefined {
  const found = originalPositionFor(map, { line, column: column - 1 })
  if (found.source === null) return undefined
  const text = sourceContentFor(map, found.source)?.split(lineEnds)[found.line - 1]
  return { file: decodeURIComponent(found.source), line: found.line, column: found.column + 1, ...(text !== undefined && { text }) }
}

/** JavaScript's own line terminators, which the map counts. */
const lineEnds = /\r\n|[\n\r\u2028\u2029]/
