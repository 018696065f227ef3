import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { startTimeOf } from '../store/processes'
import { socketPath } from '../supervisor/runtimeFolder'
import { versions } from '../supervisor/versions'
import { acceptClient } from './client'
import { createComparisonKeeper } from './comparisons'
import { keyOf, removeConnection, writeConnection } from './connectionFile'
import { removeDeadSockets } from './deadSockets'
import { createRunKeeper } from './keeper'

/** The daemon: a socket, the runs it keeps, and an end when nobody needs it any more. */
export async function serve({ folders, idleMs }: { folders: readonly string[]; idleMs: number }): Promise<void> {
  const version = versions()['gradlab']!
  const key = keyOf(folders, version)
  const token = randomBytes(24).toString('base64url')
  const socket = socketPath(`daemon-${key}-${randomBytes(4).toString('hex')}`)
  const startedAt = Date.now()
  const keeper = createRunKeeper(folders, startedAt)
  const comparisons = createComparisonKeeper(keeper)
  const clients = new Set<{ close(): void }>()
  let idleTimer: NodeJS.Timeout | undefined
  let isEnding = false

  /** Nobody here and nothing to do: wait a little, then go. */
  const considerEnd = (): void => {
    clearTimeout(idleTimer)
    if (clients.size === 0 && keeper.liveCount + comparisons.liveCount === 0) idleTimer = setTimeout(() => void end(), idleMs)
  }
  const end = async (): Promise<void> => {
    if (isEnding) return
    isEnding = true
    removeConnection(key, process.pid)
    await comparisons.endAll()
    await keeper.endAll()
    for (const client of clients) client.close()
    server.close()
    if (process.platform !== 'win32') rmSync(socket, { force: true })
    process.exit(0)
  }

  const server = createServer((connection) => {
    const client = acceptClient(connection, { token, keeper, comparisons, stopAll: () => void end() })
    clients.add(client)
    considerEnd()
    connection.once('close', () => {
      clients.delete(client)
      considerEnd()
    })
  })
  keeper.onChange(considerEnd)
  comparisons.onChange(considerEnd)
  await removeDeadSockets()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve))
  writeConnection(key, { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', startedAt, socket, token, version })
  console.log(`${new Date().toISOString()} daemon ${process.pid} of Gradlab ${version} keeps ${folders.join(', ')}`)
  process.on('SIGTERM', () => void end())
  process.on('SIGHUP', () => undefined) // the terminal or the link that started it is gone; that is what it is for
  considerEnd()
}
