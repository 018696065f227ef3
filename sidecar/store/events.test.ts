import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { temporaryFolder } from '../../test/support/folder'
import { curvesOf, followEvents, openEventLog, readEvents } from './events'
import { eventsFile } from './layout'

describe('event log', () => {
  const run = temporaryFolder()

  it('counts its events from 1 without gaps, also after it was opened again', () => {
    openEventLog(run()).append({ kind: 'paused', step: 1 })
    const log = openEventLog(run())
    log.append({ kind: 'continued', step: 1 })
    assert.deepEqual(
      readEvents(run()).map(({ seq, kind }) => [seq, kind]),
      [
        [1, 'paused'],
        [2, 'continued'],
      ],
    )
  })

  it('drops a record that a crash cut short, and goes on where the whole ones end', () => {
    openEventLog(run()).append({ kind: 'paused', step: 1 })
    appendFileSync(eventsFile(run()), '{"seq":2,"time":1,"kind":"sca')
    assert.equal(readEvents(run()).length, 1)
    const log = openEventLog(run())
    assert.equal(log.droppedBytes, 29)
    log.append({ kind: 'continued', step: 1 })
    assert.deepEqual(
      readEvents(run()).map(({ seq }) => seq),
      [1, 2],
    )
    assert.ok(readFileSync(eventsFile(run()), 'utf8').endsWith('}\n'))
  })

  it('names the line that is not an event', () => {
    openEventLog(run()).append({ kind: 'paused', step: 1 })
    appendFileSync(eventsFile(run()), 'oh dear\n')
    assert.throws(() => readEvents(run()), { code: 'run/broken', message: /line 2/ })
  })

  it('gives only what came after a sequence number', () => {
    const log = openEventLog(run())
    for (let step = 1; step <= 5; step++) log.append({ kind: 'paused', step })
    assert.deepEqual(
      readEvents(run(), 3).map(({ seq }) => seq),
      [4, 5],
    )
  })

  it('is followed from the middle to the end of the run', async () => {
    const log = openEventLog(run())
    log.append({ kind: 'paused', step: 1 })
    const seen: number[] = []
    const following = (async () => {
      for await (const { seq } of followEvents(run(), { afterSeq: 0, signal: AbortSignal.timeout(10_000) })) seen.push(seq)
    })()
    await new Promise((resolve) => setTimeout(resolve, 50))
    log.append({ kind: 'continued', step: 1 })
    log.append({ kind: 'ended', status: 'completed', step: 2, seconds: 1, metrics: {} })
    await following
    assert.deepEqual(seen, [1, 2, 3])
  })

  it('voids the scalars after the step a run resumed from', () => {
    const log = openEventLog(run())
    log.append({ kind: 'scalars', steps: [1, 2, 3], series: { 'train/loss': [3, 2, 1], 'train/extra': [null, 7, null] } })
    log.append({ kind: 'resumed', fromStep: 1, sameFingerprint: true })
    log.append({ kind: 'scalars', steps: [2], series: { 'train/loss': ['NaN'] } })
    assert.deepEqual(curvesOf(readEvents(run())), { 'train/loss': { steps: [1, 2], values: [3, NaN] }, 'train/extra': { steps: [], values: [] } })
  })

  it('says that the disk is the trouble when it cannot be written', () => {
    const log = openEventLog(run())
    writeFileSync(eventsFile(run()), '')
    assert.throws(
      () => openEventLog('/dev/null/nowhere').append({ kind: 'paused', step: 1 }),
      (error: { code: string }) => /^(disk|folder)\//.test(error.code),
    )
    log.append({ kind: 'paused', step: 1 })
  })
})
