import assert from 'node:assert/strict'
import { GradlabError } from '../../../protocol'
import { DeviceWatch } from './deviceWatch'

/** A device whose errors the test decides. */
class FakeDevice {
  /** What each kind of error scope finds. */
  readonly found: Partial<Record<GPUErrorFilter, string>> = {}
  lose: (message: string) => void = () => undefined
  readonly lost = new Promise<{ message: string }>((resolve) => (this.lose = (message) => resolve({ message })))
  tell!: (event: { error: { message: string } }) => void
  private readonly scopes: GPUErrorFilter[] = []
  addEventListener(_name: string, listener: FakeDevice['tell']): void {
    this.tell = listener
  }
  pushErrorScope(filter: GPUErrorFilter): void {
    this.scopes.push(filter)
  }
  async popErrorScope(): Promise<{ message: string } | null> {
    const message = this.found[this.scopes.pop()!]
    return message === undefined ? null : { message }
  }
  get depth(): number {
    return this.scopes.length
  }
}

function watched(): { device: FakeDevice; watch: DeviceWatch } {
  const device = new FakeDevice()
  return { device, watch: new DeviceWatch(device as unknown as GPUDevice, 'Some card') }
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
const thrownBy = (run: () => unknown): GradlabError => {
  try {
    run()
  } catch (error) {
    if (error instanceof GradlabError) return error
  }
  return assert.fail('it threw no error of ours')
}

describe('the watch over a device', () => {
  it('lets pass what goes well, and leaves no scope open', async () => {
    const { device, watch } = watched()
    assert.equal(
      watch.guard('1 MB', () => 7),
      7,
    )
    await settled()
    watch.check()
    assert.deepEqual([watch.isFailed, device.depth], [false, 0])
  })

  it('says out of memory, with the size and the stack of the line that asked', async () => {
    const { device, watch } = watched()
    device.found['out-of-memory'] = 'Allocation of 5368709120 bytes failed\n - more'
    ;(function theCulprit() {
      watch.guard('5.4 GB', () => 0)
    })()
    await settled()
    const error = thrownBy(() => watch.check())
    assert.equal(error.code, 'device/out-of-memory')
    assert.equal(error.message, 'Some card has no memory left for 5.4 GB more: Allocation of 5368709120 bytes failed')
    assert.match(error.stack ?? '', /theCulprit/)
  })

  it('says out of memory at once where a mapped buffer cannot be had', () => {
    const { device, watch } = watched()
    const error = thrownBy(() => watch.guard('2 MB', () => assert.fail('createBuffer failed')))
    assert.deepEqual([error.code, device.depth], ['device/out-of-memory', 0])
  })

  it('says what the device refused, by a scope or without, and keeps to the first', async () => {
    const { device, watch } = watched()
    device.found.validation = 'first'
    watch.guard('–', () => 0)
    await settled()
    device.tell({ error: { message: 'second' } })
    const error = thrownBy(() => watch.check())
    assert.deepEqual([error.code, error.context['problem']], ['device/failed', 'first'])
  })

  it('blames the last submission for an error that no scope saw', () => {
    const { device, watch } = watched()
    ;(function theLastLine() {
      watch.noteSubmission()
    })()
    device.tell({ error: { message: 'too many workgroups' } })
    assert.match(thrownBy(() => watch.check()).stack ?? '', /too many workgroups[^]*theLastLine/)
  })

  it('explains a read-back that failed by the loss that is told a moment later', async () => {
    const { device, watch } = watched()
    setTimeout(() => device.lose('the driver was reset'), 8)
    const error = await watch.explain(new Error('mapAsync was aborted'))
    assert.deepEqual([error.code, error.context['problem']], ['device/lost', 'the driver was reset'])
  })

  it('explains it by itself where nothing else is told', async () => {
    const error = await watched().watch.explain(new Error('mapAsync was aborted'))
    assert.deepEqual([error.code, error.context['problem']], ['device/failed', 'mapAsync was aborted'])
  })

  it('takes the end of a device that is given back for no failure', async () => {
    const { device, watch } = watched()
    watch.end()
    device.lose('destroyed')
    await settled()
    watch.check()
    assert.equal(watch.isFailed, false)
  })
})
