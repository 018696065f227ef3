import { readdirSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { runtimeFolder } from '../supervisor/runtimeFolder'

/** Removes the sockets that processes left behind when they were killed. A named pipe of Windows goes with its process. */
export async function removeDeadSockets(): Promise<void> {
  const folder = runtimeFolder()
  const sockets = readdirSync(folder).filter((name) => name.endsWith('.sock'))
  await Promise.all(
    sockets.map(async (name) => {
      const path = join(folder, name)
      if (await isRefused(path)) rmSync(path, { force: true })
    }),
  )
}

/** Nobody listens, and nobody will: a socket is bound by the process that listens. */
function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(path)
    connection.once('connect', () => resolve(false)).once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
    connection.once('connect', () => connection.destroy())
  })
}
