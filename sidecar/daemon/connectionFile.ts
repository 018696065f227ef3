import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { DAEMON_PROTOCOL } from '../../protocol'
import { writeWhole } from '../store/files'
import { isSameProcess } from '../store/processes'
import { runtimeFolder } from '../supervisor/runtimeFolder'

/** How to reach a daemon; only this user can read it. */
export interface Connection {
  readonly pid: number
  readonly startTime: string
  readonly startedAt: number // milliseconds since 1970
  readonly socket: string
  readonly token: string
  readonly version: string
}

/** One daemon for a set of folders, a protocol and a version: a newer extension has its own, and the old one drains. */
export function keyOf(folders: readonly string[], version: string): string {
  const real = folders.map((folder) => realpathSync(folder)).sort()
  return createHash('sha256')
    .update(JSON.stringify([real, DAEMON_PROTOCOL, version]))
    .digest('hex')
    .slice(0, 16)
}

export const connectionFile = (key: string): string => join(runtimeFolder(), `daemon-${key}.json`)

export function writeConnection(key: string, connection: Connection): void {
  writeWhole(connectionFile(key), JSON.stringify(connection), 0o600)
}

export function removeConnection(key: string, pid: number): void {
  if (parse(key)?.pid === pid) rmSync(connectionFile(key), { force: true })
}

/** The connection, if its daemon lives: a file left by a crash is none. */
export function readConnection(key: string): Connection | undefined {
  const connection = parse(key)
  return connection && isSameProcess(connection.pid, connection.startTime) ? connection : undefined
}

function parse(key: string): Connection | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(readFileSync(connectionFile(key), 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined // none, or torn by a crash
  }
}

const schema = v.object({ pid: v.number(), startTime: v.string(), startedAt: v.number(), socket: v.string(), token: v.string(), version: v.string() })
