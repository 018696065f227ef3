import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** When a process began, in the system's own words; undefined where there is none, or only a zombie. */
export function startTimeOf(pid: number): string | undefined {
  switch (process.platform) {
    case 'linux':
      return linuxStartTime(pid)
    case 'win32':
      return isAlive(pid) ? 'unknown' : undefined // no cheap way to ask; the pid alone must do
    default:
      return psStartTime(pid)
  }
}

/** Whether the process that began then still runs: pids are used again. */
export function isSameProcess(pid: number, startTime: string): boolean {
  return startTimeOf(pid) === startTime
}

/** /proc/<pid>/stat (proc(5)): the state is field 3, the start time field 22; the name in field 2 may hold spaces and brackets. */
function linuxStartTime(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function psStartTime(pid: number): string | undefined {
  try {
    const [state, ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split(/\s+/)
    return !state || state.startsWith('Z') ? undefined : start.join(' ')
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
