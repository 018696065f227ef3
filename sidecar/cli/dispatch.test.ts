import assert from 'node:assert/strict'
import { GradlabError, LANGUAGES, type RunCommand } from '../../protocol'
import type { StartRequest } from '../supervisor/runs'
import { fakeCli, fakeEvents, fakeManifest, fakeRun } from './fakeCli'

const folder = '/home/me/x/.gradlab/runs/r1'
const last = {
  event: 'finished',
  run: folder,
  status: 'completed',
  engine: 'wasm',
  steps: 40,
  parameters: 1234,
  seconds: 2.5,
  metrics: { 'train/loss': 0.5, 'test/accuracy': 0.9 },
}

describe('gradlab', () => {
  it('lists its commands, and not those of later versions', async () => {
    for (const language of LANGUAGES) {
      const cli = fakeCli({}, { language })
      assert.equal(await cli.run('help'), 0)
      assert.equal(await cli.run(), 0)
      const text = cli.lines.join('\n')
      for (const name of ['directions', 'new', 'train', 'resume', 'pause', 'stop', 'set', 'runs', 'compare', 'engines', 'data', 'report', 'export'])
        assert.match(text, new RegExp(`^  ${name} `, 'm'))
      assert.doesNotMatch(text, /sweep/)
    }
  })
  it('explains each command with --help and help', async () => {
    const cli = fakeCli({})
    assert.equal(await cli.run('train', '--help'), 0)
    assert.equal(await cli.run('help', 'train'), 0)
    assert.equal(cli.lines[0], cli.lines[cli.lines.length / 2])
    assert.match(cli.lines.join('\n'), /--max-steps/)
  })
  it('refuses an unknown command, and names the one that was meant', async () => {
    const cli = fakeCli({})
    assert.equal(await cli.run('trian', 'x'), 2)
    assert.match(cli.errors.join('\n'), /no command "trian"[^]*Did you mean train\?/)
    assert.equal(await cli.run('sweep', 'x'), 2)
  })
  it('names the option that was meant', async () => {
    const cli = fakeCli({})
    assert.equal(await cli.run('train', 'x', '--varient', 'y'), 2)
    assert.match(cli.errors.join('\n'), /Did you mean --variant\?/)
  })
  it('says an error as a sentence and, with --json, as an object too', async () => {
    const cli = fakeCli({}, { language: 'zh-cn' })
    assert.equal(await cli.run('train', 'x', '--seed', 'three', '--json'), 2)
    assert.deepEqual(JSON.parse(cli.lines[0]!), { event: 'error', code: 'usage/value', message: '--seed 需要 0 到 4294967295 的整数，得到的是“three”。' })
    assert.equal(cli.lines.length, 1)
    assert.match(cli.errors.join('\n'), /用法：gradlab train/)
  })
  it('keeps the stack of a defect for --verbose', async () => {
    const broken = { measureEngines: () => Promise.reject(new TypeError('boom')) }
    const quiet = fakeCli(broken)
    assert.equal(await quiet.run('engines'), 1)
    assert.doesNotMatch(quiet.errors.join('\n'), /dispatch\.test/)
    const verbose = fakeCli(broken)
    await verbose.run('engines', '--verbose')
    assert.match(verbose.errors.join('\n'), /TypeError: boom[^]*dispatch\.test/)
  })
})

describe('gradlab train', () => {
  const requests: StartRequest[] = []
  const services = {
    startRun: async (request: StartRequest) => {
      requests.push(request)
      return fakeRun(fakeEvents, fakeManifest)
    },
    readManifest: async () => fakeManifest,
  }

  it('prints started, steps and finished, one object a line', async () => {
    const cli = fakeCli(services)
    assert.equal(await cli.run('train', 'x', '--json', '--seed', '7', '--max-steps', '40', '--set', 'learningRate=0.1', '--engine', 'wasm'), 0)
    assert.deepEqual(requests.at(-1), { experiment: '/home/me/x', variant: 'innovation', seed: 7, engine: 'wasm', maxSteps: 40, set: { learningRate: '0.1' } })
    assert.deepEqual(
      cli.lines.map((line) => JSON.parse(line) as unknown),
      [
        { event: 'started', run: folder, fromStep: 0 },
        { event: 'step', step: 1, metrics: { 'train/loss': 2.5 } },
        { event: 'step', step: 2, metrics: { 'train/loss': 'NaN' } },
        { event: 'step', step: 20, metrics: { 'train/loss': 1, 'validation/accuracy': 0.8 } },
        last,
      ],
    )
    assert.deepEqual(cli.errors, [])
  })
  it('tells a person the test metric, the engine and why, and where the run is', async () => {
    const cli = fakeCli(services)
    assert.equal(await cli.run('train', 'x'), 0)
    const text = cli.lines.join('\n')
    assert.match(text, /Done: 40 steps in 2\.5 s on wasm \(the best this machine can use\)/)
    assert.match(text, /test\/accuracy {2}0\.9/)
    assert.match(text, /Run folder: x\/\.gradlab\/runs\/r1/)
    assert.match(text, /best validation\/accuracy 0\.8 \(step 20\)/)
  })
  it('names a run by what the next command finds it by: its name beside the experiment, else the way to it', async () => {
    for (const [workingFolder, named] of [
      ['/home/me', 'r1'],
      ['/home/me/x', 'r1'],
      ['/home', 'me/x/.gradlab/runs/r1'],
    ] as const) {
      const cli = fakeCli(services, { workingFolder })
      assert.equal(await cli.run('train', 'x'), 0)
      assert.equal(cli.lines.at(-1), `Look at it with \`gradlab report ${named}\`.`)
    }
  })
  it('says first which line of the user failed, and last how the run ended', async () => {
    const error = new GradlabError(
      'source/exception',
      { callback: 'step', problem: 'x is undefined', hint: 'Define x.' },
      { where: { file: 'model.ts', line: 12, column: 5, text: '\t  foo(x)' } },
    )
    const failed = { ...fakeManifest, status: 'failed' as const, error: error.toData(), metrics: {} }
    const cli = fakeCli({ startRun: async () => fakeRun(fakeEvents, failed), readManifest: async () => failed })
    assert.equal(await cli.run('train', 'x', '--json'), 1)
    assert.deepEqual(cli.errors, ['model.ts:12:5', '    foo(x)', '     ^', 'step: x is undefined', 'Define x.'])
    const kinds = cli.lines.map((line) => (JSON.parse(line) as { event: string }).event)
    assert.deepEqual(kinds.slice(-2), ['error', 'finished'])
  })
  it('ends with 2 where the experiment refuses a hyper-parameter', async () => {
    const error = new GradlabError('hyper/unknown', { key: 'learnRate', known: 'learningRate, steps' }).toData()
    const failed = { ...fakeManifest, status: 'failed' as const, error, step: 0 }
    const cli = fakeCli({ startRun: async () => fakeRun([], failed), readManifest: async () => failed })
    assert.equal(await cli.run('train', 'x', '--set', 'learnRate=1'), 2)
    assert.match(cli.errors.join('\n'), /Did you mean learningRate\?/)
    assert.doesNotMatch(cli.lines.join('\n'), /failed after/)
  })
  it('asks for a checkpoint at the first Ctrl-C and leaves at the second', async () => {
    const asked: RunCommand[] = []
    const interrupted = { ...fakeManifest, status: 'interrupted' as const, step: 20 }
    const cli = fakeCli({
      readManifest: async () => interrupted,
      startRun: async () => {
        cli.interrupt()
        const run = fakeRun(fakeEvents, interrupted, (command) => {
          asked.push(command)
          if (asked.length === 1) cli.interrupt()
        })
        return run
      },
    })
    assert.equal(await cli.run('train', 'x'), 130)
    assert.deepEqual(asked[0], { kind: 'interrupt' })
    assert.deepEqual(cli.exits, [130])
    assert.match(cli.lines.join('\n'), /Interrupted after 20 of 40 steps; a checkpoint is written\. Continue with `gradlab resume r1`/)
  })
  it('keeps how the run ended where the report cannot be written', async () => {
    const cli = fakeCli({ ...services, writeReport: () => Promise.reject(new GradlabError('disk/full', { path: '/x', run: 'r1' })) })
    assert.equal(await cli.run('train', 'x', '--report', '--json'), 0)
    assert.deepEqual(JSON.parse(cli.lines.at(-1)!), last)
    assert.match(cli.errors.join('\n'), /disk of \/x is full/)
  })
  it('refuses an engine, a seed and a length that are none', async () => {
    const cli = fakeCli(services)
    for (const typed of [
      ['--engine', 'cuda'],
      ['--seed', '-1'],
      ['--seed', '1.5'],
      ['--max-steps', '0'],
      ['--seed', '4294967296'],
    ]) {
      assert.equal(await cli.run('train', 'x', ...typed), 2, typed.join(' '))
    }
  })
})

describe('gradlab resume', () => {
  it('begins where a run stands that was paused in another process', async () => {
    const paused = { ...fakeManifest, status: 'paused' as const, step: 20 }
    const manifests = [paused, paused]
    const events = [
      { kind: 'continued' as const, step: 20 },
      { kind: 'scalars' as const, steps: [21], series: { 'train/loss': [1] } },
    ]
    const services = {
      findRun: async () => folder,
      readManifest: async () => manifests.shift() ?? fakeManifest,
      resumeRun: async () => fakeRun(events, fakeManifest),
    }
    const cli = fakeCli(services)
    assert.equal(await cli.run('resume', 'r1', '--json'), 0)
    assert.deepEqual(
      cli.lines.map((line) => JSON.parse(line) as unknown),
      [{ event: 'started', run: folder, fromStep: 20 }, { event: 'step', step: 21, metrics: { 'train/loss': 1 } }, last],
    )
  })
  it('prints the last line of a completed run again', async () => {
    const cli = fakeCli({ findRun: async () => folder, readManifest: async () => fakeManifest })
    assert.equal(await cli.run('resume', 'r1', '--json'), 0)
    assert.deepEqual(
      cli.lines.map((line) => JSON.parse(line) as unknown),
      [last],
    )
  })
  it('refuses a run that trains', async () => {
    const cli = fakeCli({
      findRun: async () => folder,
      readManifest: async () => ({ ...fakeManifest, status: 'running' }),
      resumeRun: () => Promise.reject(new GradlabError('run/training', { run: 'r1' })),
    })
    assert.equal(await cli.run('resume', 'r1'), 2)
    assert.match(cli.errors.join('\n'), /r1 is training now/)
  })
})

describe('gradlab export', () => {
  it('says that more is to come, and which checkpoint is damaged', async () => {
    const cli = fakeCli({
      findRun: async () => folder,
      exportRun: async ({ format, out, all, force }) => {
        assert.deepEqual([format, out, all, force], ['safetensors', '/home/me/m.safetensors', true, false])
        return { format: 'safetensors', files: [out], status: 'running', step: 40, damaged: ['step-000000050.safetensors'] }
      },
    })
    assert.equal(await cli.run('export', 'r1', 'm.safetensors', '--format', 'safetensors', '--all'), 0)
    assert.deepEqual(cli.lines.slice(0, 2), ['Exported r1 at step 40:', '  m.safetensors'])
    assert.match(cli.lines[2]!, /step-000000050\.safetensors is damaged/)
    assert.match(cli.lines[3]!, /has not ended/)
  })
})

describe('gradlab pause, stop and set', () => {
  it('send what was asked to the run of that name', async () => {
    const sent: unknown[] = []
    const services = {
      findRun: async () => folder,
      readManifest: async () => ({ ...fakeManifest, status: 'running' as const }),
      commandRun: async (run: string, command: RunCommand) => void sent.push([run, command]),
    }
    const cli = fakeCli(services)
    assert.equal(await cli.run('pause', 'r1'), 0)
    assert.equal(await cli.run('stop', 'r1'), 0)
    assert.equal(await cli.run('set', 'r1', 'learningRate=0', 'weight=2'), 0)
    assert.deepEqual(sent, [
      [folder, { kind: 'pause' }],
      [folder, { kind: 'stop' }],
      [folder, { kind: 'set', key: 'learningRate', value: '0' }],
      [folder, { kind: 'set', key: 'weight', value: '2' }],
    ])
  })
})

describe('gradlab data', () => {
  const set = {
    id: 'wdbc',
    title: { en: 'breast cancer', 'zh-cn': '乳腺癌' },
    license: 'CC BY 4.0',
    publisher: { name: 'UCI', url: 'https://archive.ics.uci.edu' },
    bytes: 124_103,
    source: 'download' as const,
    folder: '/cache/wdbc',
    isHere: false,
    layout: 'wdbc.data',
  }
  const services = (downloaded: string[]): object => ({ listData: async () => [set], downloadData: async (id: string) => void downloaded.push(id) })

  it('downloads nothing without a yes', async () => {
    const downloaded: string[] = []
    const alone = fakeCli(services(downloaded))
    assert.equal(await alone.run('data', 'wdbc'), 2)
    assert.match(alone.errors.join('\n'), /needs your consent[^]*124 kB[^]*CC BY 4\.0/)
    assert.equal(await fakeCli(services(downloaded), { canAsk: true, answer: false }).run('data', 'wdbc'), 0)
    assert.deepEqual(downloaded, [])
  })
  it('downloads on a yes, typed or given', async () => {
    const downloaded: string[] = []
    assert.equal(await fakeCli(services(downloaded), { canAsk: true, answer: true }).run('data', 'wdbc'), 0)
    assert.equal(await fakeCli(services(downloaded)).run('data', 'wdbc', '--yes'), 0)
    assert.deepEqual(downloaded, ['wdbc', 'wdbc'])
  })
  it("says of a path how one's own data there are read, and reads nothing else", async () => {
    const own = {
      path: '/here/photos',
      found: { en: '12 images in 2 classes', 'zh-cn': '12 张图像，2 类' },
      columns: { image: { dtype: 'float32' as const, shape: [4, 4, 1] }, label: { dtype: 'int32' as const, shape: [], labels: ['cat', 'dog'] } },
      splits: { train: 10, validation: 1, test: 1 },
    }
    const asked: string[] = []
    const describing = { ...services([]), describeOwnData: async (path: string) => (asked.push(path), own) }
    const cli = fakeCli(describing)
    assert.equal(await cli.run('data', './photos'), 0)
    assert.deepEqual(cli.lines, [
      '/here/photos: 12 images in 2 classes',
      '  image  float32 [4, 4, 1]',
      '  label  int32 (cat, dog)',
      '10 rows for training, 1 for validation, 1 for testing',
    ])
    const script = fakeCli(describing)
    assert.equal(await script.run('data', './photos', '--json'), 0)
    assert.deepEqual(
      script.lines.map((line): unknown => JSON.parse(line)),
      [own],
    )
    assert.deepEqual(asked, ['/home/me/photos', '/home/me/photos'])
  })
  it('refuses an unknown set', async () => {
    const cli = fakeCli(services([]))
    assert.equal(await cli.run('data', 'wdbcc'), 1)
    assert.match(cli.errors.join('\n'), /Did you mean wdbc\?.*give a path/)
  })
})
