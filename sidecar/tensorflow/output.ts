import type { TensorflowVerdict } from './verdict'

/** What went wrong, of the error it gave or, where it ended without one, of what it printed and how it ended. */
export function failureOf(problem: string | undefined, output: string, end = ''): TensorflowVerdict {
  const library = libraryOf(problem ?? output)
  if (library !== undefined) return { state: 'failed', reason: 'library-missing', problem: library }
  if (problem !== undefined) return { state: 'failed', reason: 'probe-failed', problem: firstLines(problem) }
  return { state: 'failed', reason: 'probe-crashed', problem: [end, lastWords(output)].filter(Boolean).join(': ') }
}

/** Of TensorFlow's line about the device that it made: the card's name as its driver gives it. */
export function cardOf(output: string): string {
  return /name: ([^,\n]+), pci bus id/.exec(output)?.[1] ?? ''
}

/** The libraries that TensorFlow says it could not load, once each. Without one of them it computes on the processor. */
export function missingOf(output: string): string {
  return [...new Set([...output.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, name]) => name))].join(', ')
}

/**
 * Linux: `libtensorflow.so.2: cannot open shared object file`. Linux, a library too old: `version 'GLIBC_2.34' not found (required by …)`. Windows
 * names none: `The specified module could not be found.` and the addon's path; it is tensorflow.dll or what that needs.
 */
function libraryOf(text: string): string | undefined {
  const missing = /([\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(text)?.[1]
  if (missing !== undefined) return missing
  const tooOld = /version [`']([^']+)' not found/.exec(text)?.[1]
  if (tooOld !== undefined) return tooOld
  return /The specified module could not be found/.test(text) ? 'tensorflow.dll' : undefined
}

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 3).join(' ').slice(0, 400)

/** The line that tells most: TensorFlow's fatal one (`F`) or error (`E`), else the last. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const told = lines.findLast((line) => / F \S/.test(line)) ?? lines.findLast((line) => / E \S/.test(line)) ?? lines.at(-1) ?? ''
  return told.trim().slice(0, 300)
}
