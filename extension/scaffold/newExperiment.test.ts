import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Direction } from '../../protocol'
import { createFakeEditor } from '../fakeEditor'
import type { Cli, CliResult } from '../sidecar/cli'
import { showingFailure } from '../sidecar/failure'
import { newExperiment } from './newExperiment'

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
const done: CliResult = { exitCode: 0, output: '', errors: '' }

describe('the command New Experiment', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gradlab-new-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Answers `directions`, then one result for each `new`. */
  const cliOf = (
    results: readonly CliResult[],
    listed: CliResult = { ...done, output: [attention, activation].map((one) => JSON.stringify(one)).join('\n') },
  ) => {
    const calls: string[][] = []
    const left = [...results]
    const cli: Cli = async (typed) => {
      calls.push([...typed])
      return typed[0] === 'directions' ? listed : (left.shift() ?? assert.fail(`unexpected: ${typed.join(' ')}`))
    }
    return { cli, calls }
  }

  it('asks for direction, scaffold, data and folder, makes the experiment and opens its model.ts', async () => {
    const { cli, calls } = cliOf([done])
    const { editor, seen } = createFakeEditor(['Hierarchical attention', 'Text', 'movie-reviews', 'mine'], folder)
    await newExperiment(editor, cli, 'en')
    assert.deepEqual(calls.at(-1), ['new', '01-hierarchical-attention/text', join(folder, 'mine'), '--data', 'movie-reviews'])
    assert.equal(seen.at(-1), `open ${join(folder, 'mine', 'model.ts')}`)
  })

  it('asks only for the folder where a direction has one scaffold and one data set', async () => {
    const { cli, calls } = cliOf([done])
    const { editor, seen } = createFakeEditor(['Adaptive activation', join(folder, 'a')], folder)
    await newExperiment(editor, cli, 'en')
    assert.deepEqual(calls.at(-1), ['new', '02-adaptive-activation/image', join(folder, 'a')])
    assert.equal(seen.length, 3)
  })

  it('suggests a folder that is not there yet', async () => {
    mkdirSync(join(folder, 'adaptive-activation-image'))
    const { editor, seen } = createFakeEditor(['Adaptive activation', undefined], folder)
    await newExperiment(editor, cliOf([]).cli, 'en')
    assert.equal(seen.at(-1), `Folder of the new experiment: ${join(folder, 'adaptive-activation-image-2')}`)
  })

  it('makes nothing when it is left with Escape', async () => {
    const steps = ['Hierarchical attention', 'Text', 'spam']
    for (let answered = 0; answered <= steps.length; answered++) {
      const { cli, calls } = cliOf([])
      await newExperiment(createFakeEditor([...steps.slice(0, answered), undefined], folder).editor, cli, 'en')
      assert.deepEqual(calls, [['directions', '--json']])
    }
  })

  it('shows why an experiment could not be made and takes another folder', async () => {
    const refused = { exitCode: 2, output: '', errors: 'The folder taken is not empty.' }
    const { cli, calls } = cliOf([refused, done])
    const { editor, seen } = createFakeEditor(['Adaptive activation', 'taken', 'Another Folder…', 'free'], folder)
    await newExperiment(editor, cli, 'en')
    assert.ok(seen.includes('error: The folder taken is not empty.'))
    assert.equal(calls.at(-1)?.[2], join(folder, 'free'))
  })

  it('offers to open a folder outside the workspace', async () => {
    const outside = join(tmpdir(), 'outside')
    const { editor, seen } = createFakeEditor(['Adaptive activation', outside, 'Open Folder'], folder)
    await newExperiment(editor, cliOf([done]).cli, 'en')
    assert.deepEqual(seen.slice(-2), [`information: The experiment is in ${outside}.`, `open folder ${outside}`])
  })

  it('says what the command line said when the directions cannot be listed, with a way to the log', async () => {
    const broken = { exitCode: 1, output: '', errors: 'direction.json is not valid.' }
    const { editor, seen } = createFakeEditor(['Show Log'], folder)
    await showingFailure(editor, () => newExperiment(editor, cliOf([], broken).cli, 'en'))
    assert.deepEqual(seen, ['error: direction.json is not valid.', 'show log'])
  })

  it('says so when there is no direction', async () => {
    const { editor, seen } = createFakeEditor([undefined], folder)
    await showingFailure(editor, () => newExperiment(editor, cliOf([], done).cli, 'en'))
    assert.match(seen[0] ?? '', /found no direction/)
  })

  it('says so when the program cannot be started, and logs the stack', async () => {
    const { editor, seen } = createFakeEditor([undefined], folder)
    await showingFailure(editor, () => newExperiment(editor, () => Promise.reject(new Error('spawn ENOENT')), 'en'))
    assert.match(seen[0] ?? '', /^log: Error: spawn ENOENT\n/)
    assert.equal(seen[1], 'error: Gradlab failed to start its program: spawn ENOENT')
  })
})
