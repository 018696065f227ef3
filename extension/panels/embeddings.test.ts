import assert from 'node:assert/strict'
import { GradlabError, toBase64, type RunEvent, type FrameProblem, type ToEmbeddings } from '../../protocol'
import { createFakeServices, experimentOf, manifestOf } from '../fakeServices'
import { createEmbeddingsSession, decode } from './embeddings'

const settled = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms))
const run = '/w/first/.gradlab/runs/a'
const frameEvent = (seq: number, step: number): RunEvent => ({ seq, time: 0, kind: 'frame', step, file: '' })
const positions = toBase64(new Uint8Array(Float32Array.of(1, 2).buffer))

describe('the session of the embeddings panel', () => {
  const given = (embedded: readonly number[], most = Infinity, problems: () => readonly FrameProblem[] = () => []) => {
    const steps = [...embedded]
    const log = steps.map((step, i) => frameEvent(i + 1, step))
    const fakes = createFakeServices([], {
      'gradlab/experiments': () => [experimentOf('/w/first', [{ name: 'a' }])],
      'gradlab/run/watch': ({ afterSeq }) => ({ manifest: manifestOf(), events: log.filter(({ seq }) => seq > afterSeq) }),
      'gradlab/run/unwatch': () => null,
      'gradlab/stopAll': () => null,
      'gradlab/run/points': () => ({ points: '[{}]' }),
      'gradlab/run/frames': ({ afterStep, tower = 'main' }) => ({
        towers: ['main', 'other'],
        tower,
        width: 2,
        points: 1,
        frames: steps
          .filter((step) => step > afterStep)
          .slice(0, most)
          .map((step) => ({ step, positions })),
        problems: problems(),
        remaining: Math.max(0, steps.filter((step) => step > afterStep).length - most),
      }),
    })
    const posted: ToEmbeddings[] = []
    const view = { isVisible: true, post: (message: ToEmbeddings) => void posted.push(message) }
    const session = createEmbeddingsSession(view, fakes.services)
    const embed = (step: number) => {
      steps.push(step)
      const event = frameEvent(log.length + 1, step)
      log.push(event)
      fakes.daemon.tell('gradlab/run/event', { run, event })
    }
    const shown = () => posted.splice(0).filter(({ kind }) => kind === 'embedding' || kind === 'frames')
    const asked = () => fakes.daemon.calls.filter(({ method }) => method === 'gradlab/run/frames').map(({ params }) => params)
    return { ...fakes, session, view, posted, embed, shown, asked }
  }
  const stepsOf = (message: ToEmbeddings | undefined) => (message && 'frames' in message ? message.frames.map(({ step }) => step) : undefined)

  it('says everything when the page is ready: hello, the runs, and all frames of the newest', async () => {
    const { session, posted } = given([0, 10])
    await session.snapshot()
    assert.deepEqual(
      posted.map(({ kind }) => kind),
      ['hello', 'runs', 'busy', 'embedding', 'busy'],
    )
    assert.deepEqual(stepsOf(posted[3]), [0, 10])
    session.dispose()
  })

  it('names a run as asked for only when somebody chose it', async () => {
    const { session, posted } = given([0])
    await session.snapshot()
    await session.hear({ kind: 'show', run, method: 'pca' })
    await session.snapshot()
    assert.deepEqual(
      posted.flatMap((message) => (message.kind === 'runs' ? [message.shown] : [])),
      [null, run],
    )
    session.dispose()
  })

  it('asks nothing of a run that has not embedded yet but says so, and shows its first frame when it comes', async () => {
    const { session, asked, embed, shown } = given([])
    await session.snapshot()
    assert.deepEqual(asked(), [])
    assert.deepEqual(shown().map(stepsOf), [[]])
    embed(0)
    await settled(400)
    assert.deepEqual(
      shown().map(({ kind }) => kind),
      ['embedding'],
    )
    session.dispose()
  })

  it('asks for the frames after the last it has', async () => {
    const { session, embed, shown, asked } = given([0])
    await session.snapshot()
    shown()
    embed(10)
    embed(20)
    await settled(400)
    const [frames, ...rest] = shown()
    assert.deepEqual([frames?.kind, stepsOf(frames), rest], ['frames', [10, 20], []])
    assert.deepEqual(asked().at(-1), { run, method: 'pca', afterStep: 0 })
    session.dispose()
  })

  it('goes on asking where a reply left frames out', async () => {
    const { session, shown } = given([0, 10, 20, 30, 40], 2)
    await session.snapshot()
    assert.deepEqual(
      shown().map((message) => [message.kind, stepsOf(message)]),
      [
        ['embedding', [0, 10]],
        ['frames', [20, 30]],
        ['frames', [40]],
      ],
    )
    session.dispose()
  })

  it('passes on why a frame cannot be shown, and why nothing can', async () => {
    const problem: FrameProblem = { step: 10, error: { code: 'run/frame', context: { step: 10, file: 'frames/x', problem: 'cut short' } } }
    const { session, shown } = given([0], Infinity, () => [problem])
    await session.snapshot()
    const [first] = shown()
    assert.deepEqual(first?.kind === 'embedding' && first.problems, [problem])
    session.dispose()

    const refusing = given([0], Infinity, () => {
      throw new GradlabError('internal', { problem: 'the thread is gone' })
    })
    await refusing.session.snapshot()
    assert.deepEqual(refusing.posted.at(-2), { kind: 'refused', run, method: 'pca', error: { code: 'internal', context: { problem: 'the thread is gone' } } })
    refusing.session.dispose()
  })

  it('starts no daemon after Stop All for the last frames, but does where a person chooses a run', async () => {
    const { services, session, daemon, embed, asked } = given([0, 10])
    await session.snapshot()
    embed(20)
    await services.sidecar.stopAll()
    const before = asked().length
    await settled(300)
    assert.deepEqual([daemon.opened, asked().length], [1, before])
    await session.hear({ kind: 'show', run, method: 'pca' })
    assert.equal(daemon.opened, 2)
  })

  it('asks for nothing while it is hidden', async () => {
    const { session, view, embed, asked } = given([0])
    await session.snapshot()
    const before = asked().length
    view.isVisible = false
    embed(10)
    await settled(400)
    assert.equal(asked().length, before)
    session.dispose()
  })

  it('shows the projection and the tower that the page asks for', async () => {
    const { session, asked, shown } = given([0])
    await session.snapshot()
    await session.hear({ kind: 'show', run, method: 'umap', tower: 'other' })
    assert.deepEqual(asked().at(-1), { run, method: 'umap', afterStep: -1, tower: 'other' })
    const last = shown().at(-1)
    assert.ok(last?.kind === 'embedding')
    assert.deepEqual([last.method, last.tower], ['umap', 'other'])
    session.dispose()
  })

  it('saves and copies what the page exports', async () => {
    const { session, seen } = given([0])
    for (const to of ['file', 'clipboard'] as const) await session.hear({ kind: 'export', to, name: 'a-step-0.csv', text: 'id,x' })
    assert.deepEqual(seen, ['save Table a-step-0.csv: id,x', 'copy id,x'])
    session.dispose()
  })

  it('sends positions in a buffer of their own', () => {
    const { positions: decoded } = decode({ step: 0, positions })
    assert.deepEqual([...decoded], [1, 2])
    assert.equal(decoded.buffer.byteLength, decoded.byteLength)
  })
})
