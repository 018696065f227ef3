import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExperiment } from './support/experiment'
import { temporaryFolder } from './support/folder'
import { gradlab, type Ended } from './support/gradlab'

describe('gradlab as a process', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const experiment = (): string => makeExperiment(join(folder(), 'experiment'), ['regression.ts'])

  it('is a program of its own once npm has linked it', () => {
    assert.match(readFileSync(join(__dirname, '..', 'dist', 'cli.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/)
  })

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
    assert.deepEqual(metricsOf(resumed.lines.at(-1)!), metricsOf(whole.lines.at(-1)!))
  })

  it('killed with no chance to say a word in the middle of a real scaffold, resumes to the metrics of the whole run', async () => {
    const made = join(folder(), 'image')
    assert.equal((await gradlab(['new', '01-hierarchical-attention/image', made])).code, 0)
    const train = ['train', made, '--max-steps', '60', '--engine', 'wasm', '--json']
    const whole = await gradlab(train)
    const killed = await gradlab(train, { interruptAfter: /"step":30,/, signal: 'SIGKILL' })
    assert.equal(killed.code, null)
    const { run } = JSON.parse(killed.lines[0]!) as { run: string }
    const resumed = await resumedWhenFree(run)
    assert.deepEqual(metricsOf(resumed.lines.at(-1)!), metricsOf(whole.lines.at(-1)!))
    const losses = whole.lines
      .map((line) => JSON.parse(line) as { step?: number; metrics?: Record<string, number> })
      .filter(({ metrics }) => metrics?.['train/loss'] !== undefined)
    assert.ok(losses.at(-1)!.metrics!['train/loss']! < losses[0]!.metrics!['train/loss']! / 2)
    const other = await gradlab([...train, '--seed', '1'])
    assert.notDeepEqual(metricsOf(other.lines.at(-1)!), metricsOf(whole.lines.at(-1)!))
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

const metricsOf = (line: string): unknown => (JSON.parse(line) as { metrics: unknown }).metrics

/** The child of a killed command line writes a checkpoint and ends by itself; until then the run counts as training. */
async function resumedWhenFree(run: string): Promise<Ended> {
  for (;;) {
    const resumed = await gradlab(['resume', run, '--json'])
    if (resumed.code !== 2) return resumed
    assert.match(resumed.error, /is training now/)
  }
}
