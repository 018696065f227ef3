import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join as joinPath } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { GradlabError } from '../../protocol'
import { distFolder } from '../places'
import { pickNode } from '../supervisor/node'
import { runtimeFolder } from '../supervisor/runtimeFolder'
import { versions } from '../supervisor/versions'
import { keyOf, readConnection, type Connection } from './connectionFile'

/**
 * How to reach the daemon of these folders; it is started where there is none. Two windows that ask at once get the same one.
 * @throws GradlabError daemon/start with the end of its log
 */
export async function join({ folders, idleSeconds }: { folders: readonly string[]; idleSeconds: number }): Promise<Connection> {
  const key = keyOf(folders, versions()['gradlab']!)
  for (let attempt = 0; ; attempt++) {
    const found = readConnection(key)
    if (found && (await answers(found.socket))) return found
    const isMine = takeStarting(key)
    if (isMine) {
      try {
        return await start(key, folders, idleSeconds)
      } finally {
        rmSync(startingFile(key), { force: true })
      }
    }
    if (attempt * pollMs > patienceMs)
      throw new GradlabError('daemon/start', { problem: 'another window started it and it does not answer', log: logFile(key) })
    await setTimeout(pollMs)
  }
}

const pollMs = 50
const patienceMs = 15_000

export const logFile = (key: string): string => joinPath(runtimeFolder(), `daemon-${key}.log`)
const startingFile = (key: string): string => joinPath(runtimeFolder(), `daemon-${key}.starting`)

/** Whether the start is ours. A mark as old as our patience was left by a start that died. */
function takeStarting(key: string): boolean {
  const file = startingFile(key)
  try {
    if (Date.now() - statSync(file).mtimeMs > patienceMs) rmSync(file, { force: true })
  } catch {
    // nobody is starting it
  }
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch {
    return false
  }
}

async function start(key: string, folders: readonly string[], idleSeconds: number): Promise<Connection> {
  const node = await pickNode()
  const log = openSync(logFile(key), 'a', 0o600)
  const { NODE_OPTIONS: _scrubbed, ...environment } = process.env
  const args = [joinPath(distFolder, 'daemon.js'), 'serve', '--idle', String(idleSeconds), ...folders.flatMap((folder) => ['--folder', folder])]
  // Detached, and without our pipes: it outlives the window, and whoever closes the terminal.
  const daemon = spawn(node.path, args, { detached: true, stdio: ['ignore', log, log], env: { ...environment, ELECTRON_RUN_AS_NODE: '1' }, windowsHide: true })
  closeSync(log)
  daemon.unref()
  const died = new Promise<string>((resolve) =>
    daemon.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)).once('error', (error) => resolve(error.message)),
  )
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    const connection = readConnection(key)
    if (connection && (await answers(connection.socket))) return connection
    const problem = await Promise.race([died, setTimeout(pollMs)])
    if (typeof problem === 'string') throw new GradlabError('daemon/start', { problem: `${problem}\n${tailOf(logFile(key))}`, log: logFile(key) })
  }
  throw new GradlabError('daemon/start', { problem: `no answer within ${patienceMs / 1000} s`, log: logFile(key) })
}

/** A socket file may outlive its daemon: only one that lets us in counts. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    const end = (isAlive: boolean): void => {
      connection.destroy()
      resolve(isAlive)
    }
    connection.once('connect', () => end(true)).once('error', () => end(false))
  })
}

function tailOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-10).join('\n')
  } catch {
    return ''
  }
}
