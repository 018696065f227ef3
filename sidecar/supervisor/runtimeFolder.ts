import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * Where sockets are: a folder of this user alone. Short, since a socket's path may have about 108 characters, and run folders
 * can lie deep.
 * @throws Error where somebody else made the folder first
 */
export function runtimeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_RUNTIME_DIR']
  const folder = base ? join(base, 'gradlab') : join(tmpdir(), `gradlab-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (process.platform !== 'win32' && found.uid !== userInfo().uid)) throw new Error(`${folder} belongs to somebody else`)
  chmodSync(folder, 0o700)
  return folder
}

/** A path for a socket nobody uses, or a named pipe on Windows. */
export function socketPath(name: string, environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? `\\\\.\\pipe\\gradlab-${name}` : join(runtimeFolder(environment), `${name}.sock`)
}
