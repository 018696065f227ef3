import assert from 'node:assert/strict'
import type { RunEvent } from '../../protocol'
import { createFakeDaemon, manifestOf } from '../fakeServices'
import { createSidecar } from '../sidecar/sidecar'
import { createRunFeed } from './feed'

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const event = (seq: number): RunEvent => ({ seq, time: 0, kind: 'paused', step: seq })

describe('the feed of a run', () => {
  /** A daemon with a log of events, of which the feed is told as the test wishes. */
  const given = async (known: number) => {
    const log = Array.from({ length: known }, (_, i) => event(i + 1))
    const daemon = createFakeDaemon({
      'gradlab/run/watch': ({ afterSeq }) => ({ manifest: manifestOf(), events: log.filter(({ seq }) => seq > afterSeq) }),
      'gradlab/run/unwatch': () => null,
    })
    const sidecar = createSidecar(() => daemon.open(), { backoffMs: [0], wait: async () => undefined })
    const feed = createRunFeed(sidecar, assert.ifError)
    await sidecar.reconnect()
    const heard: number[] = []
    const follow = () => feed.follow('/run', (events) => heard.push(...events.map(({ seq }) => seq)))
    const tell = (seq: number) => daemon.tell('gradlab/run/event', { run: '/run', event: event(seq) })
    const write = (seq: number) => void log.push(event(seq))
    const asked = () => daemon.calls.filter(({ method }) => method === 'gradlab/run/watch').map(({ params }) => (params as { afterSeq: number }).afterSeq)
    return { feed, daemon, follow, heard, tell, write, asked }
  }
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

  it('begins with the story so far and goes on with each event, once and in order', async () => {
    const { feed, follow, heard, tell, asked } = await given(3)
    follow()
    assert.deepEqual(
      (await feed.story('/run')).map(({ seq }) => seq),
      upTo(3),
    )
    for (const seq of [3, 4, 4, 5]) tell(seq)
    assert.deepEqual(heard, upTo(5))
    assert.deepEqual(asked(), [0])
  })

  it('asks for what is missing where there is a gap', async () => {
    const { feed, follow, heard, tell, write, asked } = await given(2)
    follow()
    await feed.story('/run')
    for (const seq of [3, 4, 5]) write(seq)
    tell(5)
    await settled()
    assert.deepEqual(heard, upTo(5))
    assert.deepEqual(asked(), [0, 2])
  })

  it('misses nothing that is told while it asks', async () => {
    const { feed, follow, heard, tell, write } = await given(2)
    follow()
    write(3)
    tell(3)
    await feed.story('/run')
    write(4)
    tell(4)
    await settled()
    assert.deepEqual(heard, upTo(4))
  })

  it('is whole after the connection was lost, asking only for what is new', async () => {
    const { feed, daemon, follow, heard, write, asked } = await given(2)
    follow()
    await feed.story('/run')
    daemon.lose()
    for (const seq of [3, 4]) write(seq)
    await settled()
    assert.deepEqual(heard, upTo(4))
    assert.deepEqual(asked(), [0, 2])
  })

  it('catches up with a run of which nobody tells', async () => {
    const { feed, follow, heard, write } = await given(1)
    follow()
    await feed.story('/run')
    write(2)
    feed.catchUp('/run')
    await settled()
    assert.deepEqual(heard, [1, 2])
  })

  it('ends with its last follower, and forgets', async () => {
    const { feed, daemon, follow, heard, tell } = await given(1)
    const ends = [follow(), follow()]
    await feed.story('/run')
    ends[0]!()
    tell(2)
    assert.deepEqual(heard, [1, 1, 2])
    ends[1]!()
    await settled()
    assert.equal(daemon.calls.at(-1)?.method, 'gradlab/run/unwatch')
    assert.deepEqual(feed.events('/run'), [])
  })
})
