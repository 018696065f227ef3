import { spawn, type ChildProcess } from 'node:child_process'

export interface ProgramRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** Runs a program to its end. An abort ends it with all that it has started, and then throws the signal's reason. */
export async function runProgram({ command, args, folder, environment, signal }: ProgramRequest): Promise<{ code: number | string; output: string }> {
  signal.throwIfAborted()
  // A group of its own can be ended whole; an npm that is killed alone leaves its install script behind.
  const child = spawn(command, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-mostOutput)))
  const kill = (): void => endTree(child)
  signal.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status, by) => resolve(status ?? by ?? 'unknown'))
    })
    signal.throwIfAborted()
    return { code, output }
  } finally {
    signal.removeEventListener('abort', kill)
  }
}

const mostOutput = 40_000

/** Killed, not asked: npm would clean up what is removed anyway, and a script it runs may not hear it. */
function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined)
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}
