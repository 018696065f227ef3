import { createInterface } from 'node:readline'

/** Everything a command does to the outside world but files; tests give one that remembers. */
export interface Terminal {
  /** Standard output is a terminal, so that lines may be drawn over. */
  readonly canDraw: boolean
  /** A person is there to answer. */
  readonly canAsk: boolean
  readonly hasColor: boolean
  width(): number
  out(line: string): void
  error(line: string): void
  /** Text as it is, without a line end. */
  write(text: string): void
  /** A yes-or-no question; anything but y or yes is no. */
  ask(question: string): Promise<boolean>
  /** Ctrl-C, or the system's request to end. Returns what ends the listening. */
  onInterrupt(listener: () => void): () => void
  exit(code: number): void
  nowMs(): number
}

export function realTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process
  for (const stream of [stdout, stderr]) {
    // A reader such as `head` may leave early; that is no failure of ours.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  const canDraw = stdout.isTTY && env['TERM'] !== 'dumb'
  return {
    canDraw,
    canAsk: Boolean(stdin.isTTY && stdout.isTTY),
    hasColor: canDraw && !env['NO_COLOR'],
    width: () => stdout.columns || 80,
    out: (line) => void stdout.write(`${line}\n`),
    error: (line) => void stderr.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    ask: (question) =>
      new Promise((resolve) => {
        const reader = createInterface({ input: stdin, output: stdout })
        reader.on('close', () => resolve(false))
        reader.question(question, (answer) => {
          resolve(/^y(es)?$/i.test(answer.trim()))
          reader.close()
        })
      }),
    onInterrupt(listener) {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
      for (const signal of signals) process.on(signal, listener)
      return () => signals.forEach((signal) => process.off(signal, listener))
    },
    exit: (code) => process.exit(code),
    nowMs: () => Date.now(),
  }
}
