import { spawn } from 'node:child_process'
import { GradlabError, type ErrorData } from '../../protocol'
import { isErrorData } from './daemonError'

/** How to reach the daemon. */
export interface Reached {
  readonly socket: string
  readonly token: string
  readonly pid: number
}

export interface JoinRequest {
  readonly node: string
  readonly program: string // dist/daemon.js
  readonly folders: readonly string[]
  readonly idleSeconds: number
  readonly environment: Readonly<Record<string, string>>
}

/** Finds the daemon of these folders, or starts it: `daemon.js join` prints how to reach it. @throws GradlabError daemon/start */
export function joinDaemon({ node, program, folders, idleSeconds, environment }: JoinRequest): Promise<Reached> {
  const { NODE_OPTIONS: _dropped, ...inherited } = process.env // a debugger puts its own loader there
  const typed = [program, 'join', '--idle', String(idleSeconds), ...folders.flatMap((folder) => ['--folder', folder])]
  const child = spawn(node, typed, { env: { ...inherited, ...environment, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  return new Promise((resolve, reject) => {
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.once('error', (error) => reject(new GradlabError('daemon/start', { problem: error.message, log: node }, { cause: error })))
    child.once('close', (code) => {
      const answer = parse(Buffer.concat(output).toString())
      if (isReached(answer)) return resolve(answer)
      const problem = Buffer.concat(errors).toString().trim() || `exit code ${code}`
      reject(isRefusal(answer) ? GradlabError.fromData(answer.error) : new GradlabError('daemon/start', { problem, log: program }))
    })
  })
}

/** The last line; what a wrapper around Node prints stands before it. */
function parse(output: string): unknown {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '')
  } catch {
    return undefined // it died before it could answer
  }
}

function isReached(value: unknown): value is Reached {
  if (typeof value !== 'object' || value === null) return false
  const { socket, token, pid } = value as Record<string, unknown>
  return typeof socket === 'string' && typeof token === 'string' && typeof pid === 'number'
}

function isRefusal(value: unknown): value is { error: ErrorData } {
  return typeof value === 'object' && value !== null && 'error' in value && isErrorData(value.error)
}
