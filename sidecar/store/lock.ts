import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as v from 'valibot'
import { GradlabError, type RunLock } from '../../protocol'
import { asDiskError } from './files'
import { lockFile } from './layout'
import { isSameProcess } from './processes'

/** Takes the lock for the process that is to train. @throws GradlabError run/training where another one holds it */
export function takeLock(run: string, lock: RunLock): void {
  if (readLock(run)) throw new GradlabError('run/training', { run: basename(run) })
  rmSync(lockFile(run), { force: true }) // stale: its process is gone
  try {
    writeFileSync(lockFile(run), JSON.stringify(lock), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw new GradlabError('run/training', { run: basename(run) }, { cause })
    throw asDiskError(cause, lockFile(run))
  }
}

/** Gives the lock back, if it still names that process. */
export function releaseLock(run: string, pid: number): void {
  if (parseLock(run)?.pid === pid) rmSync(lockFile(run), { force: true })
}

/** The lock, if the process that took it lives. */
export function readLock(run: string): RunLock | undefined {
  const lock = parseLock(run)
  return lock && isSameProcess(lock.pid, lock.startTime) ? lock : undefined
}

function parseLock(run: string): RunLock | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(readFileSync(lockFile(run), 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined // none, or torn by a crash while it was written
  }
}

const schema = v.object({ pid: v.number(), startTime: v.string(), socket: v.string(), token: v.string() })
