import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { createMeasurer } from './measurer'

describe('the trials of engines in a daemon', () => {
  /** A trial that goes on until the test ends it, or it is aborted. */
  function watched(): {
    isIdle: boolean
    readonly begun: string[]
    readonly dropped: string[]
    finish(): void
    readonly measurer: ReturnType<typeof createMeasurer>
  } {
    let finish: () => void = () => undefined
    const state = { isIdle: true, begun: [] as string[], dropped: [] as string[], finish: () => finish() }
    const measurer = createMeasurer({
      delayMs: 2,
      busyMs: 5,
      isIdle: async () => state.isIdle,
      measure(run, signal) {
        state.begun.push(run)
        return new Promise((resolve, reject) => {
          finish = resolve
          signal.addEventListener('abort', () => {
            state.dropped.push(run)
            reject(new Error('dropped'))
          })
        })
      },
    })
    return Object.assign(state, { measurer })
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await setTimeout(1)
  }

  it('begin some time after a run has ended, one after the other, the newest first', async () => {
    const trials = watched()
    trials.measurer.add('a')
    trials.measurer.add('b')
    assert.deepEqual(trials.begun, [])
    await until(() => trials.begun.length === 1)
    await setTimeout(10)
    assert.deepEqual(trials.begun, ['b'])
    trials.finish()
    await until(() => trials.begun.length === 2)
    assert.deepEqual(trials.begun, ['b', 'a'])
    trials.measurer.end()
  })
  it('wait until nothing trains', async () => {
    const trials = watched()
    trials.isIdle = false
    trials.measurer.add('a')
    await setTimeout(50)
    assert.deepEqual(trials.begun, [])
    trials.isIdle = true
    await until(() => trials.begun.length === 1)
    trials.measurer.end()
  })
  it('wait no longer than a run that ends while they do', async () => {
    const begun: string[] = []
    let isIdle = false
    let asked = 0
    const measurer = createMeasurer({ delayMs: 1, busyMs: 2 ** 30, isIdle: async () => (asked++, isIdle), measure: async (run) => void begun.push(run) })
    measurer.add('a')
    await until(() => asked === 1) // from here on it waits for days
    isIdle = true
    measurer.wake()
    await until(() => begun.length === 1)
    assert.equal(asked, 2)
    measurer.end()
  })
  it('are dropped at once when a run is asked for, and made after it', async () => {
    const trials = watched()
    trials.measurer.add('a')
    await until(() => trials.begun.length === 1)
    trials.measurer.yieldToRun()
    assert.deepEqual(trials.dropped, ['a'])
    await setTimeout(20)
    assert.deepEqual(trials.begun, ['a'], 'nothing begins while the run starts')
    trials.measurer.wake()
    await until(() => trials.begun.length === 2)
    assert.deepEqual(trials.begun, ['a', 'a'])
    trials.measurer.end()
    assert.deepEqual(trials.dropped, ['a', 'a'])
  })
  it('that go wrong are not made again, and do not hold up others', async () => {
    const begun: string[] = []
    const measurer = createMeasurer({
      delayMs: 1,
      busyMs: 5,
      isIdle: async () => true,
      measure: async (run) => {
        begun.push(run)
        if (run === 'b') throw new Error('b went wrong, as the test wants')
      },
    })
    measurer.add('a')
    measurer.add('b')
    await until(() => begun.length === 2)
    await setTimeout(10)
    assert.deepEqual(begun, ['b', 'a'])
    measurer.end()
  })
  it('are over when the daemon ends', async () => {
    const trials = watched()
    trials.measurer.add('a')
    trials.measurer.end()
    trials.measurer.add('b')
    await setTimeout(20)
    assert.deepEqual(trials.begun, [])
  })
})
