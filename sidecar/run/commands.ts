import { asGradlabError, type ControlReply, type RunCommand } from '../../protocol'

/** Commands that have come and wait for the border between two steps. */
export interface CommandQueue {
  push(command: RunCommand, reply: (reply: ControlReply) => void): void
  /** Obeys what has come, in order. */
  settle(obey: (command: RunCommand) => void | Promise<void>): Promise<void>
  /** Until one more comes. */
  next(): Promise<void>
  /** Hears of commands the moment they come, also in the middle of a step. @returns a function that ends it */
  onPush(hear: (command: RunCommand) => void): () => void
}

export function createCommandQueue(): CommandQueue {
  const waiting: { command: RunCommand; reply: (reply: ControlReply) => void }[] = []
  let wake: (() => void) | undefined
  let listener: ((command: RunCommand) => void) | undefined
  return {
    push(command, reply) {
      waiting.push({ command, reply })
      listener?.(command)
      wake?.()
    },
    async settle(obey) {
      for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
        try {
          await obey(entry.command)
          entry.reply({ ok: true })
        } catch (error) {
          entry.reply({ ok: false, error: asGradlabError(error).toData() })
        }
      }
    },
    next: () => (waiting.length > 0 ? Promise.resolve() : new Promise((resolve) => (wake = resolve))),
    onPush(hear) {
      listener = hear
      for (const { command } of waiting) hear(command)
      return () => (listener = undefined)
    },
  }
}
