import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { FromChild, ToChild } from '../../protocol'
import { distFolder } from '../places'
import { cardOf, failureOf, missingOf } from './output'
import type { TensorflowVerdict } from './verdict'

export interface ProbeOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Has a process of its own load a package and train one step of a convolution with it: native code that is built for another machine
 * does not throw, it ends its process or never answers. A package that was never tried must not be loaded where a run is.
 */
export async function probeTensorflow(folder: string, { timeoutMs = usualTimeoutMs, signal }: ProbeOptions = {}): Promise<TensorflowVerdict> {
  const child = fork(join(distFolder, 'run.js'), [], {
    // Messages about libraries that it looks for in vain are information or warnings.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'], // 4: heartbeats
  })
  let answer: Extract<FromChild, { kind: 'tensorflow' }> | undefined
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-mostOutput)))
  child.stdio[4]?.on('data', () => undefined) // a pipe that nobody reads would fill
  child.on('message', (message: FromChild) => {
    if (message.kind === 'tensorflow') answer = message
  })
  child.send({ kind: 'tensorflow', folder } satisfies ToChild, () => undefined) // one that is gone is reported by its end
  const end = await endOf(child, timeoutMs, signal)
  signal?.throwIfAborted()
  if (answer) {
    if ('problem' in answer) return failureOf(answer.problem, output)
    return { state: 'passed', ...answer.facts, card: cardOf(output), missing: missingOf(output) }
  }
  if (end === 'late') return { state: 'failed', reason: 'probe-hung', problem: String(Math.round(timeoutMs / 1000)) }
  return failureOf(undefined, output, end)
}

/** A card that CUDA 11.2 has no code for gets it compiled at the first start, which may take longer than anybody waits. */
const usualTimeoutMs = 120_000
const mostOutput = 20_000

/** How it ended: a signal or an exit code; `late` where it was killed for taking too long. */
function endOf(child: ChildProcess, timeoutMs: number, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve) => {
    let isLate = false
    const kill = (): void => void child.kill('SIGKILL')
    const timer = setTimeout(() => {
      isLate = true
      kill()
    }, timeoutMs)
    signal?.addEventListener('abort', kill, { once: true })
    const settle = (how: string): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
      resolve(isLate ? 'late' : how)
    }
    child.once('error', (error) => settle(error.message)) // it could not be started
    child.once('close', (code, by) => settle(by ?? `exit code ${code}`))
    if (signal?.aborted) kill()
  })
}
