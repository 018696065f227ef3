import assert from 'node:assert/strict'
import type { ComparisonState, RunEvent, ToComparison } from '../../protocol'
import { comparisonOf, createFakeServices, experimentOf, manifestOf } from '../fakeServices'
import { createComparisonSession } from './comparison'

const settled = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms))
const experiment = '/w/first'
const event = (seq: number): RunEvent => ({ seq, time: 0, kind: 'scalars', steps: [seq], series: { 'train/loss': [1] } })

describe('the session of the comparison panel', () => {
  const running = comparisonOf(experiment, { status: 'running' })
  const old = comparisonOf(experiment, { name: 'compare-old', createdAt: '2025-01-01T00:00:00Z' })
  const given = (listed: ComparisonState[] = [old, running]) => {
    const fakes = createFakeServices([undefined], {
      'gradlab/experiments': () => [experimentOf(experiment)],
      'gradlab/run/watch': () => ({ manifest: manifestOf(), events: [event(1)] }),
      'gradlab/run/unwatch': () => null,
      'gradlab/stopAll': () => null,
      'gradlab/comparison/list': () => listed,
      'gradlab/comparison/watch': () => running,
      'gradlab/comparison/unwatch': () => null,
      'gradlab/comparison/curves': () => ({ metric: 'validation/accuracy', arms: {} }),
      'gradlab/comparison/cancel': () => null,
      'gradlab/comparison/start': (request) => comparisonOf(experiment, { request, status: 'running' }),
      'gradlab/comparison/export': ({ format }) => ({ text: `as ${format}` }),
    })
    const posted: ToComparison[] = []
    const view = { isVisible: true, post: (message: ToComparison) => void posted.push(message) }
    const session = createComparisonSession(view, fakes.services)
    const kinds = () => posted.splice(0).map(({ kind }) => kind)
    return { ...fakes, session, view, posted, kinds }
  }
  let end: (() => void) | undefined
  afterEach(() => end?.())
  const opened = async (listed?: ComparisonState[]) => {
    const fakes = given(listed)
    end = () => {
      fakes.session.dispose()
      fakes.services.comparisons.dispose()
      fakes.services.store.dispose()
    }
    await fakes.session.snapshot()
    await settled()
    return fakes
  }

  it('says everything when the page is ready: hello, all comparisons, the one under way whole, its curves and the run that trains', async () => {
    const { posted, session } = await opened()
    const [hello, comparisons, ...rest] = posted
    assert.deepEqual(hello, { kind: 'hello', language: 'en', isTrusted: true })
    assert.ok(comparisons?.kind === 'comparisons')
    assert.deepEqual([comparisons.cards.map(({ file }) => file), comparisons.shown, comparisons.isAsked], [[running.file, old.file], running, false])
    assert.deepEqual(
      rest.filter(({ kind }) => kind === 'story'),
      [{ kind: 'story', story: { run: `${experiment}/.gradlab/runs/r1`, events: [event(1)] } }],
    )
    assert.equal(rest.filter(({ kind }) => kind === 'curves').length, 1)
    assert.equal(session.seen, running.file)
  })

  it('reads the curves again only where a run came or went', async () => {
    const { daemon, kinds } = await opened()
    kinds()
    daemon.tell('gradlab/comparison/changed', { ...running, secondsLeft: 20 })
    await settled()
    assert.deepEqual(kinds(), ['comparisons'])
    const runs = running.runs.map((run, i) => (i === 1 ? { ...run, status: 'completed' as const } : run))
    daemon.tell('gradlab/comparison/changed', { ...running, runs })
    await settled()
    assert.deepEqual(kinds(), ['comparisons', 'curves'])
  })

  it('starts no daemon after Stop All for the curves of a last change, but does where a person chooses a comparison', async () => {
    const { daemon, session, services } = await opened()
    await services.sidecar.stopAll()
    services.comparisons.take({ ...running, status: 'interrupted', runs: running.runs.map((run) => ({ ...run, status: 'completed' as const })) })
    await settled()
    assert.equal(daemon.opened, 1)
    await session.hear({ kind: 'show', comparison: running.file })
    assert.equal(daemon.opened, 2)
  })

  it('says nothing while it is hidden, and everything when it is seen again', async () => {
    const { view, daemon, kinds, session } = await opened()
    kinds()
    view.isVisible = false
    daemon.tell('gradlab/comparison/changed', { ...running, secondsLeft: 20 })
    await settled()
    assert.deepEqual(kinds(), [])
    assert.equal(session.seen, undefined)
    view.isVisible = true
    await session.snapshot()
    assert.deepEqual(kinds().sort(), ['comparisons', 'curves', 'hello', 'story'])
  })

  it('shows what a command names or the page asks for, and nothing that is no comparison of this workspace', async () => {
    const { session, posted } = await opened()
    const shown = () => posted.findLast((message) => message.kind === 'comparisons')
    await session.hear({ kind: 'show', comparison: '/etc/passwd' })
    assert.equal(shown()?.shown?.file, running.file)
    await session.hear({ kind: 'show', comparison: old.file })
    assert.equal(shown()?.shown?.file, old.file)
    await session.show(running.file)
    assert.deepEqual([shown()?.shown?.file, shown()?.isAsked], [running.file, true])
  })

  it('cancels, goes on, opens curves and lines, writes and copies', async () => {
    const { session, daemon, seen } = await opened()
    await session.hear({ kind: 'cancel', comparison: running.file })
    assert.deepEqual(daemon.calls.at(-1), { method: 'gradlab/comparison/cancel', params: { comparison: running.file } })
    await session.hear({ kind: 'goOn', comparison: old.file })
    assert.ok(daemon.calls.some(({ method }) => method === 'gradlab/comparison/start'))
    seen.splice(0)
    await session.hear({ kind: 'openCurves', comparison: old.file, runs: ['r0', '../../etc'] })
    await session.hear({ kind: 'openSource', comparison: old.file, file: 'model.ts', line: 7 })
    await session.hear({ kind: 'export', comparison: old.file, format: 'tex' })
    await session.hear({ kind: 'copy', comparison: old.file })
    assert.deepEqual(seen, [
      `curves ${experiment}/.gradlab/runs/r0 only`,
      `open ${experiment}/model.ts:7`,
      'save LaTeX first-comparison.tex: as tex',
      'copy as md',
    ])
  })

  it('has nothing to show where nothing was compared, and leads to a first comparison', async () => {
    const { posted, session } = await opened([])
    const told = posted.find((message) => message.kind === 'comparisons')
    assert.deepEqual(told, { kind: 'comparisons', cards: [], shown: null, isAsked: false })
    assert.equal(session.seen, undefined)
  })
})
