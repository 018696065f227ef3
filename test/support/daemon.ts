import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node'
import { DAEMON_PROTOCOL, type DaemonHello, type DaemonNotifications, type DaemonRequests } from '../../protocol'

/** How `daemon.js join` says a daemon is reached. */
export interface Reached {
  readonly socket: string
  readonly token: string
  readonly pid: number
}

/** A window of the test's making at the daemon's other end, without an editor. */
export interface TestWindow {
  request<M extends keyof DaemonRequests>(method: M, params: DaemonRequests[M]['params']): Promise<DaemonRequests[M]['result']>
  onNotification<N extends keyof DaemonNotifications>(name: N, hear: (params: DaemonNotifications[N]) => void): void
  /** What stands in Problems, by the file's URI. */
  readonly problems: ReadonlyMap<string, readonly ShownProblem[]>
  /** Opens a file in the editor. */
  open(uri: string, text: string): void
  readonly closed: Promise<void>
  leave(): void
}

export interface ShownProblem {
  readonly range: { readonly start: { readonly line: number } }
  readonly message: string
}

const program = join(__dirname, '..', '..', 'dist', 'daemon.js')

/** A runtime folder of the test's own, so that no daemon of the machine is met; all that was started there is gone afterwards. */
export function ownRuntimeFolder(): () => string {
  let folder = ''
  const before = process.env['XDG_RUNTIME_DIR']
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gl-'))
    process.env['XDG_RUNTIME_DIR'] = folder
  })
  afterEach(async () => {
    for (const { pid } of connections(folder)) await killAndWait(pid)
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR']
    else process.env['XDG_RUNTIME_DIR'] = before
    rmSync(folder, { recursive: true, force: true })
  })
  return () => folder
}

/** The connection files of a runtime folder. */
export function connections(runtimeFolder: string): (Reached & { readonly file: string })[] {
  const folder = join(runtimeFolder, 'gradlab')
  const files = namesIn(folder).filter((name) => name.endsWith('.json'))
  return files.map((name) => ({ ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Reached), file: join(folder, name) }))
}

export function joinDaemon(folders: readonly string[], { idleSeconds = 60 } = {}): Promise<Reached> {
  const typed = [program, 'join', '--idle', String(idleSeconds), ...folders.flatMap((folder) => ['--folder', folder])]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, typed, (error, output) => {
      if (error) reject(new Error(error.message))
      else resolve(JSON.parse(output) as Reached)
    })
  })
}

/** @throws Error where the daemon refuses */
export async function openWindow({ socket: path, token }: Reached, about: Partial<DaemonHello> & Pick<DaemonHello, 'folders'>): Promise<TestWindow> {
  const socket = createConnection(path)
  await new Promise<void>((resolve, reject) => socket.once('error', reject).once('connect', resolve))
  socket.on('error', () => socket.destroy())
  const reader = new StreamMessageReader(socket)
  reader.partialMessageTimeout = 0 // or it ticks for ever where a daemon is killed in the middle of a message
  const connection = createMessageConnection(reader, new StreamMessageWriter(socket))
  const problems = new Map<string, readonly ShownProblem[]>()
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: { uri: string; diagnostics: ShownProblem[] }) => {
    if (diagnostics.length > 0) problems.set(uri, diagnostics)
    else problems.delete(uri)
  })
  connection.listen()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  void closed.then(() => connection.dispose())
  const hello: DaemonHello = { token, protocol: DAEMON_PROTOCOL, version: '0', isTrusted: true, language: 'en', ...about }
  await connection.sendRequest('initialize', { processId: null, capabilities: {}, initializationOptions: hello })
  await connection.sendNotification('initialized', {})
  return {
    request: (method, params) => connection.sendRequest(method, params),
    onNotification: (name, hear) => void connection.onNotification(name, hear),
    problems,
    open: (uri, text) => void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } }),
    closed,
    leave: () => socket.destroy(),
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // A zombie whose parent has not looked yet is dead.
  return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await setTimeout(20)
}

async function killAndWait(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM')
  await gone(pid)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // nothing was started
  }
}
