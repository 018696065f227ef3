import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { makeExperiment } from './support/experiment'
import { temporaryFolder } from './support/folder'
import { productFolder } from '../sidecar/places'

describe('gradlab as a process', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const experiment = (): string => makeExperiment(join(folder(), 'experiment'), ['regression.ts'])

  it('trains, and prints the last line again on resume', async () => {
    const { code, lines } = await gradlab(['train', experiment(), '--max-steps', '30', '--engine', 'wasm', '--seed', '3', '--json'])
    assert.equal(code, 0)
    const events = lines.map((line) => JSON.parse(line) as { event: string; run?: string; step?: number; status?: string; metrics?: Record<string, unknown> })
    assert.deepEqual({ ...events[0], run: '' }, { event: 'started', run: '', fromStep: 0 })
    assert.equal(new Set(events.filter(({ event }) => event === 'step').map(({ step }) => step)).size, 30)
    const last = events.at(-1)!
    assert.deepEqual([last.event, last.status], ['finished', 'completed'])
    assert.equal(typeof last.metrics?.['test/error'], 'number')
    const again = await gradlab(['resume', last.run!, '--json'])
    assert.deepEqual([again.code, again.lines], [0, [lines.at(-1)]])
  })

  it('interrupted by Ctrl-C ends with 130 and is resumed to the numbers of a whole run', async () => {
    const whole = await gradlab(['train', experiment(), '--json', '--engine', 'wasm'])
    const cut = await gradlab(['train', join(folder(), 'experiment'), '--json', '--engine', 'wasm', '--set', 'sleepMs=60'], { interruptAfter: /"step":1,/ })
    assert.equal(cut.code, 130)
    const { run, status, steps } = JSON.parse(cut.lines.at(-1)!) as { run: string; status: string; steps: number }
    assert.equal(status, 'interrupted')
    assert.ok(steps < 60)
    const resumed = await gradlab(['resume', run, '--json'])
    const metricsOf = (line: string): unknown => (JSON.parse(line) as { metrics: unknown }).metrics
    assert.deepEqual(metricsOf(resumed.lines.at(-1)!), metricsOf(whole.lines.at(-1)!))
  })

  it('refuses a wrong hyper-parameter with 2 and a sentence, in the reader’s language', async () => {
    const refused = await gradlab(['train', experiment(), '--set', 'learnRate=1'], { environment: { GRADLAB_LANGUAGE: 'zh-cn' } })
    assert.equal(refused.code, 2)
    assert.match(refused.error, /没有超参数“learnRate”[^]*learningRate/)
    assert.doesNotMatch(refused.error, /\n {4}at /)
    const english = await gradlab(['train'], { environment: { GRADLAB_LANGUAGE: '', LC_ALL: 'de_DE.UTF-8' } })
    assert.equal(english.code, 2)
    assert.match(english.error, /needs a folder/)
  })

  it('writes no colour and no cursor movement where no terminal is', async () => {
    const { lines } = await gradlab(['train', experiment(), '--max-steps', '5'])
    assert.ok(!lines.join('\n').includes('\u001b'))
  })

  it('ends quietly when its reader goes away', async () => {
    const { code, error } = await gradlab(['help'], { closeOutput: true })
    assert.deepEqual([code, error], [0, ''])
  })
})

interface Ended {
  readonly code: number | null
  readonly lines: string[]
  readonly error: string
}

/** The command line from its sources, in a process of its own. */
function gradlab(typed: string[], options: { interruptAfter?: RegExp; environment?: NodeJS.ProcessEnv; closeOutput?: boolean } = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(productFolder, 'sidecar', 'cli', 'main.ts'), ...typed], {
    cwd: productFolder,
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
    child.kill('SIGINT')
  })
  child.stderr.on('data', (bytes: Buffer) => (error += bytes.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, lines: output.split('\n').filter(Boolean), error }))
  })
}
