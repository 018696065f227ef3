import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  readonly id: number
  readonly command: string
}

/** The processes started with this in their environment: everything an editor started, however it was detached. Linux only: elsewhere none. */
export function processesWith(name: string, value: string): Process[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry): Process[] => {
      if (!read(`/proc/${entry}/environ`).split('\0').includes(`${name}=${value}`)) return []
      return [{ id: Number(entry), command: read(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').trim() }]
    })
}

/** A process may end while it is read, or be somebody else's: then there is nothing to read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
