import type { FromChild, ToChild } from '../../protocol'
import { startChild, type Child } from './child'

/** How a task ended that a child answers with one message. */
export type TaskEnd<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly output: string }
  | { readonly kind: 'gone'; readonly how: string; readonly output: string } // it ended without an answer
  | { readonly kind: 'late' } // it took longer than `mostMs`, and was killed
  | { readonly kind: 'aborted' }

/** Gives a child a task other than training and awaits its answer, so that what may crash or hang does so there. */
export async function askChild<T>(
  task: ToChild,
  answerOf: (message: FromChild) => T | undefined,
  { takeChild = startChild, mostMs = 120_000, signal }: { takeChild?: () => Promise<Child>; mostMs?: number; signal?: AbortSignal } = {},
): Promise<TaskEnd<T>> {
  if (signal?.aborted) return { kind: 'aborted' }
  const child = await takeChild()
  let answer: { value: T } | undefined
  let output = ''
  let isLate = false
  const kill = (): void => child.kill()
  signal?.addEventListener('abort', kill)
  if (signal?.aborted) kill()
  const clock = setTimeout(() => {
    isLate = true
    kill()
  }, mostMs)
  child.listen({
    onEvent: () => undefined,
    onOutput: (text) => (output = (output + text).slice(-mostOutput)),
    onMessage(message) {
      const value = answerOf(message)
      if (value !== undefined) answer = { value }
    },
  })
  child.send(task)
  const { code, signal: by } = await child.exited
  clearTimeout(clock)
  signal?.removeEventListener('abort', kill)
  if (signal?.aborted) return { kind: 'aborted' }
  if (answer) return { kind: 'answered', answer: answer.value, output }
  return isLate ? { kind: 'late' } : { kind: 'gone', how: by ?? `exit code ${code}`, output }
}

const mostOutput = 20_000
