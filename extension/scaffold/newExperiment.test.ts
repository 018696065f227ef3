import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GradlabError, type Direction } from '../../protocol'
import { showingFailure } from '../failure'
import { createFakeServices } from '../fakeServices'
import { newExperiment, presetOf } from './newExperiment'

const both = (text: string) => ({ en: text, 'zh-cn': `${text}（中文）` })
const attention: Direction = {
  id: '01-hierarchical-attention',
  group: 'architecture',
  title: both('Hierarchical attention'),
  idea: both('Attend in levels.'),
  papers: [],
  keywords: [],
  scaffolds: [
    { id: 'text', title: both('Text'), data: 'spam', otherData: ['movie-reviews'] },
    { id: 'image', title: both('Image'), data: 'digits', otherData: [] },
  ],
}
const activation: Direction = {
  ...attention,
  id: '02-adaptive-activation',
  title: both('Adaptive activation'),
  scaffolds: [{ id: 'image', title: both('Image'), data: 'digits', otherData: [] }],
}

describe('the command New Experiment', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gradlab-new-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A person and a daemon that has two directions; each `new` fails with the next refusal, while there is one. */
  const given = (person: readonly (string | undefined)[], refusals: GradlabError[] = [], directions: readonly Direction[] = [attention, activation]) => {
    const make = ({ folder }: { folder: string }) => {
      const refusal = refusals.shift()
      if (refusal) throw refusal
      return { folder, files: [] }
    }
    const fakes = createFakeServices(person, { 'gradlab/directions': () => directions, 'gradlab/newExperiment': make }, { workspaceFolder: folder })
    return { ...fakes, made: () => fakes.daemon.calls.filter(({ method }) => method === 'gradlab/newExperiment').map(({ params }) => params) }
  }

  it('asks for direction, scaffold, data and folder, makes the experiment and opens its model.ts', async () => {
    const { services, seen, made } = given(['Hierarchical attention', 'Text', 'movie-reviews', 'mine'])
    await newExperiment(services)
    assert.deepEqual(made(), [{ direction: '01-hierarchical-attention', scaffold: 'text', data: 'movie-reviews', folder: join(folder, 'mine') }])
    assert.equal(seen.at(-1), `open ${join(folder, 'mine', 'model.ts')}`)
  })

  it('asks only for the folder where a direction has one scaffold and one data set', async () => {
    const { services, seen, made } = given(['Adaptive activation', join(folder, 'a')])
    await newExperiment(services)
    assert.deepEqual(made(), [{ direction: '02-adaptive-activation', scaffold: 'image', folder: join(folder, 'a') }])
    assert.equal(seen.length, 3)
  })

  it('asks nothing that was chosen in the gallery or the tree already', async () => {
    const { services, seen } = given(['a'])
    await newExperiment(services, { direction: '01-hierarchical-attention', scaffold: 'image' })
    assert.match(seen[0] ?? '', /^Folder of the new experiment/)
    assert.deepEqual(presetOf({ direction: '02-x', about: {} }), { direction: '02-x' })
    assert.deepEqual([presetOf(undefined), presetOf('file:///a'), presetOf({ direction: 2 })], [{}, {}, {}])
  })

  it('suggests a folder that is not there yet', async () => {
    mkdirSync(join(folder, 'adaptive-activation-image'))
    const { services, seen } = given(['Adaptive activation', undefined])
    await newExperiment(services)
    assert.equal(seen.at(-1), `Folder of the new experiment: ${join(folder, 'adaptive-activation-image-2')}`)
  })

  it('makes nothing when it is left with Escape', async () => {
    const steps = ['Hierarchical attention', 'Text', 'spam']
    for (let answered = 0; answered <= steps.length; answered++) {
      const { services, made } = given([...steps.slice(0, answered), undefined])
      await newExperiment(services)
      assert.deepEqual(made(), [])
    }
  })

  it('shows why an experiment could not be made and takes another folder', async () => {
    const { services, seen, made } = given(
      ['Adaptive activation', 'taken', 'Another Folder…', 'free'],
      [new GradlabError('folder/not-empty', { folder: 'taken' })],
    )
    await newExperiment(services)
    assert.ok(seen.includes('error: The folder taken is not empty. Name a new folder, or empty this one.'))
    assert.equal((made().at(-1) as { folder: string }).folder, join(folder, 'free'))
  })

  it('offers to open a folder outside the workspace', async () => {
    const outside = join(tmpdir(), 'outside')
    const { services, seen } = given(['Adaptive activation', outside, 'Open Folder'])
    await newExperiment(services)
    assert.deepEqual(seen.slice(-2), [`information: The experiment is in ${outside}.`, `open folder ${outside}`])
  })

  it('says what the daemon said when a direction is broken, with a way to the log', async () => {
    const { services, seen } = given(['Adaptive activation', 'a', 'Show Log'], [new GradlabError('direction/broken', { file: 'direction.json', problem: 'x' })])
    await showingFailure(services.editor, 'en', () => newExperiment(services))
    assert.match(seen.at(-2) ?? '', /^error: direction.json is not a valid direction: x/)
    assert.equal(seen.at(-1), 'show log')
  })

  it('says so when there is no direction', async () => {
    const { services, seen } = given([undefined], [], [])
    await showingFailure(services.editor, 'en', () => newExperiment(services))
    assert.match(seen[0] ?? '', /found no direction/)
  })

  it('says in the language of the editor that the sidecar cannot be started, and offers to try again', async () => {
    const { services, seen, daemon } = given(['Restart'])
    daemon.isDown = true
    await showingFailure(services.editor, 'zh-cn', () => newExperiment(services))
    assert.match(seen.find((line) => line.startsWith('error')) ?? '', /^error: Gradlab 后台进程未能启动：down/)
    assert.equal(seen.at(-1), 'run gradlab.restartSidecar')
  })
})
