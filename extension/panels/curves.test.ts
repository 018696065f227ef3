import assert from 'node:assert/strict'
import type { RunEvent, ToCurves } from '../../protocol'
import { createFakeServices, experimentOf, manifestOf } from '../fakeServices'
import { createCurvesSession } from './curves'

const event = (seq: number): RunEvent => ({ seq, time: 0, kind: 'scalars', steps: [seq], series: { 'train/loss': [1] } })
const settled = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms))
const [a, b] = ['/w/first/.gradlab/runs/a', '/w/first/.gradlab/runs/b'] as const

describe('the session of the curves panel', () => {
  const given = () => {
    const logs = new Map<string, RunEvent[]>([
      [a, [event(1), event(2)]],
      [b, [event(1)]],
    ])
    const fakes = createFakeServices([], {
      'gradlab/experiments': () => [experimentOf('/w/first', [{ name: 'a', status: 'completed' }, { name: 'b' }])],
      'gradlab/run/watch': ({ run, afterSeq }) => ({ manifest: manifestOf(), events: (logs.get(run) ?? []).filter(({ seq }) => seq > afterSeq) }),
      'gradlab/run/unwatch': () => null,
      'gradlab/run/figures': () => ({ step: 1, steps: [1], figures: '[]' }),
      'gradlab/run/command': () => null,
      'gradlab/stopAll': () => null,
      'gradlab/run/resume': ({ run }) => ({ run }),
    })
    const posted: ToCurves[] = []
    const view = { isVisible: true, post: (message: ToCurves) => void posted.push(message) }
    const session = createCurvesSession(view, fakes.services)
    const tell = (run: string, seq: number) => {
      logs.get(run)?.push(event(seq))
      fakes.daemon.tell('gradlab/run/event', { run, event: event(seq) })
    }
    const kinds = () => posted.splice(0).map(({ kind }) => kind)
    return { ...fakes, session, view, posted, tell, kinds }
  }
  let session: ReturnType<typeof given>['session'] | undefined
  afterEach(() => session?.dispose())

  it('says everything when the page is ready: hello, the runs newest first, and the story of the one that trains', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    const [hello, runs, comparisons, story, ...rest] = fakes.posted
    assert.deepEqual(hello, { kind: 'hello', language: 'en', isTrusted: true })
    assert.ok(runs?.kind === 'runs')
    assert.deepEqual([runs.cards.map(({ run }) => run), runs.shown], [[b, a], [b]])
    assert.deepEqual(comparisons, { kind: 'comparisons', newest: [] })
    assert.deepEqual(story, { kind: 'story', story: { run: b, events: [event(1)] } })
    assert.deepEqual(rest, [])
  })

  it('passes later events on in batches, not one by one', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    await settled()
    fakes.kinds()
    for (const seq of [2, 3, 4]) fakes.tell(b, seq)
    await settled(150)
    const told = fakes.posted.filter((message) => message.kind === 'events')
    assert.deepEqual(told, [{ kind: 'events', run: b, events: [event(2), event(3), event(4)] }])
  })

  it('says nothing while it is hidden, and the whole story when it is seen again', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    fakes.kinds()
    fakes.view.isVisible = false
    fakes.tell(b, 2)
    await settled(150)
    assert.deepEqual(fakes.kinds(), [])
    fakes.view.isVisible = true
    await session.snapshot()
    const story = fakes.posted.find((message) => message.kind === 'story')
    assert.ok(story?.kind === 'story')
    assert.deepEqual(
      story.story.events.map(({ seq }) => seq),
      [1, 2],
    )
    await settled(150)
    assert.deepEqual(
      fakes.kinds().filter((kind) => kind === 'events'),
      [],
      'no event twice',
    )
  })

  it('shows what the page asks for, and nothing that is no run of this workspace', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    fakes.kinds()
    await session.hear({ kind: 'show', runs: [a, '/etc'] })
    assert.deepEqual(fakes.posted, [{ kind: 'story', story: { run: a, events: [event(1), event(2)] } }])
    fakes.posted.splice(0)
    await session.hear({ kind: 'askStory', run: a })
    assert.deepEqual(fakes.kinds(), ['story'])
    await session.hear({ kind: 'askFigures', run: a, atStep: 1 })
    assert.deepEqual(fakes.posted.pop(), { kind: 'figures', run: a, step: 1, steps: [1], figures: '[]' })
  })

  it('starts no daemon after Stop All to follow the newest figures, but does where a person moves the slider', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    await fakes.services.sidecar.stopAll()
    await session.hear({ kind: 'askFigures', run: a })
    await session.hear({ kind: 'askStory', run: b })
    assert.equal(fakes.daemon.opened, 1)
    await session.hear({ kind: 'askFigures', run: a, atStep: 1 })
    assert.equal(fakes.daemon.opened, 2)
  })

  it('shows a run beside those that are shown, or alone', async () => {
    const fakes = given()
    session = fakes.session
    await session.snapshot()
    const shown = () => fakes.posted.findLast((message) => message.kind === 'runs')
    await session.show([a], { only: false })
    assert.deepEqual(shown(), { ...shown(), shown: [b, a] })
    await session.show([a], { only: true })
    assert.deepEqual(shown(), { ...shown(), shown: [a] })
  })

  it('passes commands on, opens the line in the experiment, and saves what is exported', async () => {
    const fakes = given()
    session = fakes.session
    await session.hear({ kind: 'command', run: b, command: { kind: 'pause' } })
    assert.deepEqual(fakes.daemon.calls.at(-1), { method: 'gradlab/run/command', params: { run: b, command: { kind: 'pause' } } })
    await session.hear({ kind: 'command', run: a, command: { kind: 'resume' } })
    assert.ok(fakes.daemon.calls.some(({ method }) => method === 'gradlab/run/resume'))
    await session.hear({ kind: 'openSource', run: a, file: 'model.ts', line: 7 })
    await session.hear({ kind: 'export', format: 'csv', name: 'loss.csv', text: '1,2' })
    await session.hear({ kind: 'openEmbeddings', run: a })
    assert.deepEqual(fakes.seen, ['open /w/first/model.ts:7', 'save Table loss.csv: 1,2', `embeddings ${a}`])
  })
})
