import { writeFileSync } from 'node:fs'
import type Mocha from 'mocha'

const notes: string[] = []

/** What a test measured: printed beside the counts, since nobody sees an extension host's console. */
export function note(text: string): void {
  notes.push(text)
}

/**
 * Runs the tests that `load` describes inside this extension host and writes what came of them to the file that
 * GRADLAB_HOST_RESULT names.
 */
export async function runSuite(load: () => void): Promise<void> {
  const file = process.env['GRADLAB_HOST_RESULT']
  if (file === undefined) throw new Error('GRADLAB_HOST_RESULT names no file')
  const failures: string[] = []
  try {
    const mocha = new (await import('mocha')).default({ ui: 'bdd', timeout: 30_000 })
    mocha.suite.emit('pre-require', globalThis, 'host', mocha)
    load()
    const counts = await run(mocha, failures)
    writeFileSync(file, JSON.stringify({ counts, failures, notes }))
  } catch (error) {
    writeFileSync(file, JSON.stringify({ counts: { passed: 0, failed: 1, skipped: 0 }, failures: [String((error as Error).stack)], notes }))
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

function run(mocha: Mocha, failures: string[]): Promise<{ passed: number; failed: number; skipped: number }> {
  return new Promise((resolve) => {
    const runner = mocha.reporter('min').run(() => {
      const { passes = 0, failures: failed = 0, pending = 0 } = runner.stats ?? {}
      resolve({ passed: passes, failed, skipped: pending })
    })
    runner.on('fail', (test, error: Error) => failures.push(`${test.fullTitle()}: ${error.stack ?? error.message}`))
  })
}
