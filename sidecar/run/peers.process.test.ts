import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { curvesOf, readEvents } from '../store/events'
import { readLock } from '../store/lock'
import { resumeRun, startRun, type LiveRun } from '../supervisor/runs'

describe('peers', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const start = (worker?: (text: string) => string, maxSteps = 30, inModel: Readonly<Record<string, string>> = {}): Promise<LiveRun> => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['peers.ts', 'worker.ts'])
    const model = join(experiment, 'model.ts')
    for (const [text, other] of Object.entries(inModel)) writeFileSync(model, readFileSync(model, 'utf8').replace(text, other))
    if (worker) writeFileSync(join(experiment, 'worker.ts'), worker(readFileSync(join(experiment, 'worker.ts'), 'utf8')))
    return startRun({ experiment, variant: 'innovation', seed: 1, engine: 'cpu', set: {}, maxSteps })
  }

  it('work in processes of their own, are counted by the byte, and end with the run', async () => {
    const run = await start()
    const trained = new Set<number>()
    for await (const event of run.events) if (event.kind === 'started') for (const pid of descendants(readLock(run.folder)!.pid)) trained.add(pid)
    const manifest = await run.ended
    assert.equal(manifest.status, 'completed', JSON.stringify(manifest.error))
    assert.ok(trained.size >= 1)
    assert.ok(Number(manifest.metrics?.['final/weight']) > 0)
    await setTimeout(300)
    for (const pid of trained) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
    const { values } = curvesOf(readEvents(run.folder))['train/wireBytes']!
    assert.ok(values[0]! > 2 * 2 * 16)
    assert.ok(Math.abs(values.at(-1)! / values[9]! - 3) < 0.05) // each round costs the same, but for the digits of its number
  })

  it('are saved at the same step as the run: killed and resumed twice, all ends bitwise equal, counts included', async () => {
    const whole = await (await start()).ended
    const run = await start()
    for await (const event of run.events) {
      if (event.kind === 'scalars' && event.steps.includes(12)) process.kill(readLock(run.folder)!.pid, 'SIGKILL')
    }
    const again = await resumeRun(run.folder)
    for await (const event of again.events) {
      if (event.kind === 'scalars' && event.steps.includes(23)) process.kill(readLock(run.folder)!.pid, 'SIGKILL')
    }
    const manifest = await (await resumeRun(run.folder)).ended
    assert.equal(manifest.status, 'completed', JSON.stringify(manifest.error))
    assert.deepEqual(manifest.metrics, whole.metrics)
  })

  it('that throw fail the run on the line of their own module', async () => {
    const manifest = await (await start((text) => text.replace('calls.value++', "calls.value++; if (calls.value > 3) throw new Error('peer is tired')"))).ended
    assert.equal(manifest.status, 'failed')
    assert.match(JSON.stringify(manifest.error), /peer is tired/)
    assert.equal(manifest.error?.where?.file, 'worker.ts')
  })

  it('that die fail the run and say so', async () => {
    const manifest = await (await start((text) => text.replace('calls.value++', 'calls.value++; if (calls.value > 3) process.exit(3)'))).ended
    assert.equal(manifest.status, 'failed')
    assert.match(JSON.stringify(manifest.error), /exit code 3/)
  })

  it('that died between two calls fail the run at the next', async () => {
    const run = await start((text) => text.replace('calls.value++', 'calls.value++; if (calls.value === 3) setTimeout(() => process.exit(4), 50)'), 30, {
      'const message =': 'if (ctx.step === 3) await new Promise((resolve) => setTimeout(resolve, 1000))\n    const message =',
    })
    const late = setTimeout(20_000, 'still waiting', { ref: false })
    const manifest = await Promise.race([run.ended, late])
    if (typeof manifest === 'string') process.kill(readLock(run.folder)!.pid, 'SIGKILL')
    assert.match(JSON.stringify(manifest), /"status":"failed".*exit code 4/)
  })

  it('that are in the middle of a long call end soon after their run was killed', async function () {
    if (process.platform === 'win32') this.skip() // `descendants` knows none there
    const run = await start((text) => text.replace('calls.value++', 'calls.value++; while (calls.value > 12);'))
    let left: number[] = []
    for await (const event of run.events) {
      if (event.kind !== 'scalars' || !event.steps.includes(10)) continue
      await setTimeout(1000) // by now they are in that call
      const { pid } = readLock(run.folder)!
      left = descendants(pid)
      process.kill(pid, 'SIGKILL')
      break
    }
    assert.ok(left.length >= 1)
    const killedAt = Date.now()
    while (left.some(isAlive) && Date.now() - killedAt < 10_000) await setTimeout(100)
    const orphans = left.filter(isAlive)
    for (const pid of orphans) process.kill(pid, 'SIGKILL')
    assert.deepEqual(orphans, [])
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function descendants(pid: number): number[] {
  if (process.platform === 'win32') return []
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [child, parent, ...args] = line.trim().split(/\s+/)
    return Number(parent) === pid && args.join(' ').includes('peer.js') ? [Number(child)] : []
  })
}
