import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunCommand } from '../../protocol'
import type { Editor } from '../editor'
import { createFakeServices, experimentOf } from '../fakeServices'
import { changeHyper, hyperProblem, pauseRun, resumeRun, stopRun } from '../runs/control'
import { chooseExperiment } from './choose'
import { experimentNodes } from './items'
import { experimentOfFile } from './place'
import { targetOf } from './target'
import { firstFree, train, trainVariant } from './train'

describe('what a command is meant for', () => {
  let folder = ''
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-choose-')))
    for (const name of ['first', 'second']) {
      mkdirSync(join(folder, name, '.gradlab', 'runs', 'r0', 'source'), { recursive: true })
      writeFileSync(join(folder, name, '.gradlab', 'experiment.json'), '{}')
    }
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const first = () => join(folder, 'first')
  const second = () => join(folder, 'second')
  const given = (person: readonly (string | undefined)[], about: Partial<Editor> = {}, runs: Parameters<typeof experimentOf>[1] = []) =>
    createFakeServices(
      person,
      {
        'gradlab/experiments': () => [experimentOf(first(), runs), experimentOf(second())],
        'gradlab/run/start': () => ({ run: '/run' }),
        'gradlab/run/resume': ({ run }) => ({ run }),
        'gradlab/run/command': () => null,
        'gradlab/describe': () => ({ variants: ['innovation', 'baseline'], fields: {}, metrics: {} }),
      },
      about,
    )
  const commandsOf = ({ daemon }: ReturnType<typeof given>) =>
    daemon.calls.flatMap(({ method, params }) => (method === 'gradlab/run/command' ? [(params as { command: RunCommand }).command] : []))

  it("is read from a lens, a title bar and a tree's node", () => {
    const file = join(first(), 'model.ts')
    assert.deepEqual(targetOf(pathToFileURL(file).href), { file })
    assert.deepEqual(targetOf({ scheme: 'file', fsPath: file }), { file })
    assert.deepEqual(targetOf({ id: 'x', experiment: '/e', run: '/r' }), { experiment: '/e', run: '/r' })
    assert.deepEqual([undefined, null, 3, 'untitled:1', { scheme: 'git', fsPath: file }].map(targetOf), [{}, {}, {}, {}, {}])
  })

  it('is the experiment that a file lies in; the stored source of a run lies in none', () => {
    assert.equal(experimentOfFile(join(first(), 'deep', 'x.ts')), first())
    assert.equal(experimentOfFile(join(first(), '.gradlab', 'runs', 'r0', 'source', 'model.ts')), undefined)
    assert.equal(experimentOfFile(join(folder, 'x.ts')), undefined)
  })

  it("is the one called on, then the active editor's, then the one used last, and else asked for", async () => {
    const activeFile = join(second(), 'model.ts')
    assert.equal(await chooseExperiment(given([], { activeFile }).services, { file: join(first(), 'model.ts') }), first())
    assert.equal(await chooseExperiment(given([], { activeFile }).services, {}), second())
    assert.equal(await chooseExperiment(given([], { lastExperiment: second() }).services, {}), second())
    assert.equal(await chooseExperiment(given(['first'], { lastExperiment: '/gone' }).services, {}), first())
    assert.equal(await chooseExperiment(given([undefined]).services, {}), undefined)
  })

  it('is offered to be made where there is none', async () => {
    const { services, seen } = createFakeServices(['New Experiment'], {})
    assert.equal(await chooseExperiment(services, {}), undefined)
    assert.equal(seen.at(-1), 'run gradlab.newExperiment')
  })

  it('trains what is on the disk, remembers the experiment and shows its curve', async () => {
    const { services, seen, daemon } = given([], { engine: 'cpu' })
    await train(services, { experiment: first() })
    const start = daemon.calls.find(({ method }) => method === 'gradlab/run/start')
    assert.deepEqual(start?.params, { experiment: first(), variant: 'innovation', seed: 0, engine: 'cpu', set: {} })
    assert.equal(services.editor.lastExperiment, first())
    assert.deepEqual(seen, [`save files in ${first()}`, 'curves /run'])
  })

  it('suggests the first seed that a variant was not trained with', async () => {
    const { services, seen } = given(['baseline', undefined], {}, [{ variant: 'baseline', seed: 0, status: 'completed' }])
    await trainVariant(services, { experiment: first() })
    assert.equal(seen.at(-1), 'Seed of the random numbers: 1')
    assert.equal(firstFree([0, 1, 3]), 2)
  })

  it('is refused in a workspace that is not trusted, before anything is started', async () => {
    const fakes = given([], { isTrusted: false })
    await assert.rejects(train(fakes.services, { experiment: first() }), { code: 'daemon/untrusted' })
    assert.equal(fakes.daemon.opened, 0)
  })

  it('asks for a run only where several are meant', async () => {
    const one = given([], {}, [{ status: 'running' }, { status: 'completed' }])
    await stopRun(one.services, {})
    assert.deepEqual(commandsOf(one), [{ kind: 'stop' }])
    const two = given(['$(sync~spin) baseline · seed 0'], {}, [{ status: 'running' }, { status: 'running', variant: 'baseline' }])
    await pauseRun(two.services, {})
    assert.equal(two.seen.at(-1), 'Choose the run to pause')
    const none = given([undefined], {}, [{ status: 'completed' }])
    await pauseRun(none.services, {})
    assert.deepEqual([none.seen.at(-1), commandsOf(none)], ['information: No run is training.', []])
  })

  it('resumes the paused run unasked; among ended ones the person chooses', async () => {
    const paused = given([], {}, [{ status: 'failed' }, { status: 'paused' }])
    await resumeRun(paused.services, {})
    assert.equal(paused.seen.at(-1), `curves ${first()}/.gradlab/runs/r1`)
    const ended = given(['$(error) innovation · seed 0'], {}, [{ status: 'failed' }, { status: 'completed', variant: 'baseline' }])
    await resumeRun(ended.services, {})
    assert.equal(ended.seen.at(-1), `curves ${first()}/.gradlab/runs/r0`)
  })

  it('changes a live hyper-parameter within its range', async () => {
    const rate = { kind: 'range', value: 0.1, min: 0.001, max: 1, log: true, live: true } as const
    const fields = { rate, width: { kind: 'number', value: 8 }, fixed: { ...rate, live: false } } as const
    const fakes = given(['rate', '0.5'], {}, [{ fields, hyper: { rate: 0.2 } }])
    await changeHyper(fakes.services, {})
    assert.deepEqual(fakes.seen, ['Choose a hyper-parameter of innovation', 'rate: now 0.2, takes 0.001 to 1, on a log scale: 0.2'])
    assert.deepEqual(commandsOf(fakes), [{ kind: 'set', key: 'rate', value: '0.5' }])
    const problems = ['', 'x', '2', '0', '1', ' 0.5 '].map((typed) => hyperProblem(rate, typed, fakes.services.editor.say))
    assert.deepEqual(
      problems.map((problem) => problem?.split(' ')[0]),
      ['Type', 'Type', 'It', 'It', undefined, undefined],
    )
    const none = given([undefined], {}, [{ fields: { width: fields.width } }])
    await changeHyper(none.services, {})
    assert.match(none.seen.at(-1) ?? '', /live: true/)
  })

  it('stands in the tree with its runs beneath, newest first, each with what its menu needs', async () => {
    const { services } = given([], {}, [{ status: 'completed', steps: 5, step: 5 }, { status: 'stopped' }, { status: 'running' }])
    await services.store.refresh()
    const [node] = experimentNodes(services.store, services.editor.say, 'en')
    assert.deepEqual(
      node?.children.map(({ run, contextValue, icon }) => [run?.at(-1), contextValue, icon]),
      [
        ['2', 'run.running', 'sync~spin'],
        ['1', 'run.resumable', 'stop-circle'],
        ['0', 'run.completed', 'pass'],
      ],
    )
    assert.equal(node.children[2]?.description, '5/5')
    services.store.dispose()
  })
})
