import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { pickNode } from '../../sidecar/supervisor/node'
import type { Answers, Request } from './messages'

/** A process that trains. It is idle while it is not asked. */
export interface Side {
  readonly name: string
  ask<R extends Request>(request: R): Promise<Answers[R['kind']]>
  end(): Promise<void>
}

/** The engine in a child process, started as the supervisor starts a run's: same Node, same channels. @param threads those of the engine itself where undefined */
export async function startEngineSide(name: string, program: string, typed: readonly string[], threads: number | undefined): Promise<Side> {
  const node = await pickNode()
  const { NODE_OPTIONS: _scrubbed, ...environment } = process.env
  const child = fork(program, typed, {
    execPath: node.path,
    env: { ...environment, ...(threads !== undefined && { GRADLAB_THREADS: String(threads) }) },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'], // 4: heartbeats
  })
  child.stdio[4]?.on('data', () => undefined)
  type Reply = { answer: unknown } | { error: string }
  return createSide(
    name,
    child,
    (request) => void child.send(request),
    (settle) => child.on('message', (reply: Reply) => settle(reply)),
  )
}

/** PyTorch, all of its thread pools as large as the engine's. */
export function startPythonSide(name: string, python: string, typed: readonly string[], threads: number): Side {
  const count = String(threads)
  const child = spawn(python, typed, {
    env: { ...process.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => undefined) // its end says it
  return createSide(
    name,
    child,
    (request) => void child.stdin.write(`${JSON.stringify(request)}\n`),
    (settle) => createInterface({ input: child.stdout }).on('line', (line) => settle({ answer: JSON.parse(line) })),
  )
}

function createSide(
  name: string,
  child: ChildProcess,
  send: (request: Request) => void,
  onReply: (settle: (reply: { answer: unknown } | { error: string }) => void) => void,
): Side {
  let asked: { resolve(answer: unknown): void; reject(error: Error): void } | undefined
  const settle = (reply: { answer: unknown } | { error: string }): void => {
    const waiting = asked
    asked = undefined
    if ('error' in reply) waiting?.reject(new Stop(`${name}: ${reply.error}`))
    else waiting?.resolve(reply.answer)
  }
  onReply(settle)
  let ended = ''
  child.once('error', (error) => settle({ error: error.message }))
  child.once('exit', (code, signal) => {
    ended = `its process ended with ${signal ?? code}`
    settle({ error: ended })
  })
  return {
    name,
    ask: <R extends Request>(request: R) =>
      new Promise<Answers[R['kind']]>((resolve, reject) => {
        if (ended) return reject(new Stop(`${name}: ${ended}`))
        asked = { resolve: resolve as (answer: unknown) => void, reject }
        send(request)
      }),
    async end() {
      if (ended) return
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
