import { spawn } from 'node:child_process'
import { join } from 'node:path'

const product = join(__dirname, '..', '..')

/** How a call of the command line ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly lines: string[]
  readonly error: string
}

/** The built command line in a process of its own. */
export function gradlab(
  typed: string[],
  options: { interruptAfter?: RegExp; signal?: NodeJS.Signals; environment?: NodeJS.ProcessEnv; closeOutput?: boolean; from?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(product, 'dist', 'cli.js'), ...typed], {
    cwd: options.from ?? product,
    env: { ...process.env, GRADLAB_LANGUAGE: 'en', ...options.environment },
  })
  let output = ''
  let error = ''
  let isInterrupted = false
  if (options.closeOutput) child.stdout.destroy()
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString()
    if (isInterrupted || !options.interruptAfter?.test(output)) return
    isInterrupted = true
    child.kill(options.signal ?? 'SIGINT')
  })
  child.stderr.on('data', (bytes: Buffer) => (error += bytes.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, lines: output.split('\n').filter(Boolean), error }))
  })
}
