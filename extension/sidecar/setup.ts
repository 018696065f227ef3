import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { GradlabError, type NodePlan, type SetupMessage } from '../../protocol'
import { isErrorData } from './daemonError'

/** What can be installed for this machine, by dist/setup.js on the editor's own Node. */
export interface Setup {
  /** Asks nothing of the network. @throws GradlabError node/no-platform */
  plan(): Promise<NodePlan>
  /** @returns undefined where it was canceled. @throws GradlabError node/…, disk/write */
  install(signal: AbortSignal, onPercent: (percent: number) => void): Promise<string | undefined>
}

export interface SetupProgram {
  readonly program: string // dist/setup.js
  readonly folder: string
}

export const installedFolder = (globalStorage: string): string => join(globalStorage, 'node')

export function createSetup(setup: SetupProgram): Setup {
  return {
    async plan() {
      const last = await run(setup, 'plan', new AbortController().signal, () => undefined)
      if (last.kind !== 'plan') throw unexpected(last.kind)
      return last.plan
    },
    async install(signal, onPercent) {
      const last = await run(setup, 'install', signal, onPercent)
      if (last.kind === 'canceled') return undefined
      if (last.kind !== 'installed') throw unexpected(last.kind)
      return last.path
    },
  }
}

/**
 * The program's last word. It starts beside itself, not in the workspace, of which it is to read nothing. The end of its stdin
 * cancels it, so this window's end does too.
 */
async function run({ program, folder }: SetupProgram, command: 'plan' | 'install', signal: AbortSignal, onPercent: (percent: number) => void) {
  const { NODE_OPTIONS: _dropped, ...environment } = process.env // a debugger puts its own loader there
  const child = spawn(process.execPath, [program, command, '--folder', folder], {
    cwd: dirname(program),
    // Node heeds the proxy of the environment only when told to.
    env: { ...environment, ELECTRON_RUN_AS_NODE: '1', NODE_USE_ENV_PROXY: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  child.stdin.on('error', () => undefined) // it may be gone when it is told to end
  const cancel = (): void => void child.stdin.end()
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  let last: SetupMessage | undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = parse(line) ?? last
    if (last?.kind === 'progress') onPercent(last.percent)
  })
  try {
    const ending = await new Promise<string>((resolve) =>
      child.once('error', (error) => resolve(error.message)).once('close', (code, by) => resolve(by ?? `exit code ${code}`)),
    )
    if (last?.kind === 'failed') throw GradlabError.fromData(last.error)
    if (!last || last.kind === 'progress') throw unexpected(Buffer.concat(errors).toString().trim() || ending)
    return last
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** @returns undefined for what a wrapper around Node may print */
function parse(line: string): SetupMessage | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return isMessage(value) ? value : undefined
}

function isMessage(value: unknown): value is SetupMessage {
  if (typeof value !== 'object' || value === null) return false
  const { kind, percent, path, error, plan } = value as Record<string, unknown>
  switch (kind) {
    case 'canceled':
      return true
    case 'progress':
      return typeof percent === 'number'
    case 'installed':
      return typeof path === 'string'
    case 'failed':
      return isErrorData(error)
    case 'plan':
      return isPlan(plan)
    default:
      return false
  }
}

function isPlan(value: unknown): value is NodePlan {
  if (typeof value !== 'object' || value === null) return false
  const { version, registry, path, downloadBytes, isInstalled } = value as Record<string, unknown>
  return [version, registry, path].every((one) => typeof one === 'string') && typeof downloadBytes === 'number' && typeof isInstalled === 'boolean'
}

const unexpected = (problem: string): GradlabError => new GradlabError('internal', { problem: `setup: ${problem}` })
