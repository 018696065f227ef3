import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { GradlabError, type ControlReply, type FromChild, type RunCommand, type RunEvent, type ToChild } from '../../protocol'
import { distFolder } from '../places'
import { pickNode } from './node'

/** A process that trains one run, or tells what engines there are. It dies with its supervisor, after a checkpoint. */
export interface Child {
  readonly pid: number
  readonly startedAt: number // milliseconds since 1970
  /** Whoever gives it its task listens from then on; what came before is passed on first. */
  listen(listener: ChildListener): void
  send(message: ToChild): void
  /** It has loaded, and idles until it gets its task. */
  readonly ready: Promise<void>
  command(command: RunCommand): Promise<void>
  /** Milliseconds since the last sign of life; it comes from a thread of its own, so a long step does not stop it. */
  silentMs(): number
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  kill(): void
}

export interface ChildListener {
  onEvent(event: RunEvent): void
  onMessage?(message: FromChild): void
  /** What the user's code prints. */
  onOutput(text: string): void
}

/** Starts `dist/run.js` on the Node that suits a run. It loads tfjs, and waits for a task. */
export async function startChild(settings: NodeJS.ProcessEnv = {}): Promise<Child> {
  const node = await pickNode()
  const { NODE_OPTIONS: _scrubbed, ...environment } = process.env // a debugger puts its own loader there
  const child = fork(join(distFolder, 'run.js'), [], {
    execPath: node.path,
    env: { ...environment, ...settings, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'], // 4: heartbeats
  })
  const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>()
  let nextId = 1
  const startedAt = Date.now()
  let lastBeat = startedAt
  let listener: ChildListener | undefined
  const early: ((listener: ChildListener) => void)[] = []
  const pass = (tell: (listener: ChildListener) => void): void => void (listener ? tell(listener) : early.push(tell))
  ;(child.stdio[4] as Readable).on('data', () => (lastBeat = Date.now()))
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => pass(({ onOutput }) => onOutput(text)))
  child.on('message', (message: FromChild) => {
    if (message.kind === 'event') pass(({ onEvent }) => onEvent(message.event))
    else if (message.kind === 'reply') settle(waiting, message.id, message.reply)
    else if (message.kind === 'ready') isReady()
    else pass(({ onMessage }) => onMessage?.(message))
  })
  let isReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => (isReady = resolve))
  const exited = whenGone(child)
  void exited.then(isReady) // whoever waits learns it from `exited`
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new GradlabError('run/not-training', { run: 'this run', status: 'ended' }))
    waiting.clear()
  })
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  return {
    pid: child.pid!,
    startedAt,
    listen(next) {
      listener = next
      for (const tell of early.splice(0)) tell(next)
    },
    send: (message) => void child.send(message, () => undefined), // a child that is gone is reported by `exited`
    command: (command) =>
      new Promise((resolve, reject) => {
        const id = nextId++
        waiting.set(id, { resolve, reject })
        child.send({ kind: 'command', id, command } satisfies ToChild, (error) => {
          if (error && waiting.delete(id)) reject(error)
        })
      }),
    ready,
    silentMs: () => Date.now() - lastBeat,
    exited,
    kill: () => void child.kill('SIGKILL'),
  }
}

function settle(waiting: Map<number, { resolve(): void; reject(error: Error): void }>, id: number, reply: ControlReply): void {
  const asked = waiting.get(id)
  waiting.delete(id)
  if (reply.ok) asked?.resolve()
  else asked?.reject(GradlabError.fromData(reply.error))
}

/** `close`, not `exit`: all that was printed has been read by then. */
function whenGone(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
}
