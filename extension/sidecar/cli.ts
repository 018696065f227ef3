import { spawn } from 'node:child_process'
import type { Language } from '../../protocol'

export interface CliResult {
  readonly exitCode: number
  readonly output: string
  /** In the editor's language; where the command failed, what is wrong and what to do. */
  readonly errors: string
}
export type Cli = (typed: readonly string[]) => Promise<CliResult>

/**
 * Runs dist/cli.js by the editor's own executable, which is a Node when ELECTRON_RUN_AS_NODE says so. No shell: a folder's name
 * is an argument, whatever it holds.
 */
export function createCli(program: string, language: Language, log: (text: string) => void): Cli {
  return (typed) =>
    new Promise((resolve, reject) => {
      const { NODE_OPTIONS: _dropped, ...env } = process.env
      const child = spawn(process.execPath, [program, ...typed], {
        env: { ...env, ELECTRON_RUN_AS_NODE: '1', GRADLAB_LANGUAGE: language, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      })
      const output: Buffer[] = []
      const errors: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
      child.once('error', reject)
      child.once('close', (code) => {
        const result = { exitCode: code ?? 1, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString().trim() }
        log(`gradlab ${typed.join(' ')}: exit code ${result.exitCode}${result.errors && `\n${result.errors}`}`)
        resolve(result)
      })
    })
}
