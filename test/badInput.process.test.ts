import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { makeExperiment } from './support/experiment'
import { temporaryFolder } from './support/folder'
import { gradlab, type Ended } from './support/gradlab'

describe('bad input', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()

  /** One sentence, one next step, no stack; the same code for a script. */
  function assertRefused(ended: Ended, exitCode: 1 | 2, expected: RegExp): void {
    assert.equal(ended.code, exitCode, ended.error)
    assert.match(ended.error, expected)
    assert.doesNotMatch(ended.error, /\n\s+at |Error:|undefined|\[object|\{\w+\}/)
    assert.ok(ended.error.trim().split('\n').length <= 6, ended.error)
  }

  it('of an unknown direction names those there are', async () => {
    assertRefused(await gradlab(['new', '77-time-travel', join(folder(), 'x')]), 2, /no direction "77-time-travel"[^]*01-hierarchical-attention/)
    assertRefused(await gradlab(['new', '01-hierarchical-attention/sound', join(folder(), 'x')]), 2, /no scaffold "sound"[^]*image/)
    assert.ok(!existsSync(join(folder(), 'x')))
  })

  it('of a data set that is not there makes no experiment', async () => {
    assertRefused(
      await gradlab(['new', '01-hierarchical-attention/image', join(folder(), 'x'), '--data', 'digitz']),
      1,
      /no data set "digitz"[^]*Did you mean digits\?/,
    )
    assert.ok(!existsSync(join(folder(), 'x')))
  })

  it("of one's own data is refused by the command that says how they are read", async () => {
    writeFileSync(join(folder(), 'same.csv'), 'a,label\n1,u\n2,u\n3,u\n')
    writeFileSync(join(folder(), 'good.csv'), 'a,label\n1,u\n2,v\n3,u\n')
    assertRefused(await gradlab(['data', join(folder(), 'same.csv')]), 1, /one class, "u"/)
    assertRefused(await gradlab(['data', join(folder(), 'none.csv')]), 1, /no file or folder/)
    const read = await gradlab(['data', join(folder(), 'good.csv'), '--json'])
    assert.deepEqual((JSON.parse(read.lines[0]!) as { splits: object }).splits, { train: 1, validation: 1, test: 1 })
  })

  it('of a folder that is not empty leaves it as it is', async () => {
    writeFileSync(join(folder(), 'mine.txt'), 'dear')
    assertRefused(await gradlab(['new', '01-hierarchical-attention/image', folder()]), 2, /not empty/)
    assert.deepEqual(readdirSync(folder()), ['mine.txt'])
  })

  it('of data that is not there says how to get it, or that it does not exist', async () => {
    assertRefused(await gradlab(['new', '01-hierarchical-attention/image', join(folder(), 'x'), '--data', join(folder(), 'nowhere')]), 1, /no file or folder/)
    const experiment = await made('--data', 'fashion-mnist')
    const environment = { GRADLAB_DATA: '', XDG_CACHE_HOME: folder() }
    assertRefused(
      await gradlab(['train', experiment, '--max-steps', '1'], { environment }),
      1,
      /fashion-mnist is not on this machine[^]*gradlab data fashion-mnist/,
    )
  })

  it('of broken JSON names the file and the place', async () => {
    const experiment = makeExperiment(join(folder(), 'x'), ['regression.ts'])
    const { lines } = await gradlab(['train', experiment, '--max-steps', '1', '--engine', 'cpu', '--json'])
    const { run } = JSON.parse(lines.at(-1)!) as { run: string }
    writeFileSync(join(run, 'run.json'), readFileSync(join(run, 'run.json'), 'utf8').slice(0, -20))
    assertRefused(await gradlab(['resume', run]), 2, /run\.json cannot be read[^]*JSON/)
    writeFileSync(join(experiment, '.gradlab', 'experiment.json'), '{ "format": 1,')
    assertRefused(await gradlab(['train', experiment]), 2, /experiment\.json cannot be read[^]*JSON/)
  })

  it('of a hyper-parameter names those there are, the bounds, the form', async () => {
    const experiment = makeExperiment(join(folder(), 'x'), ['regression.ts'])
    const set = (text: string): Promise<Ended> => gradlab(['train', experiment, '--engine', 'cpu', '--set', text])
    assertRefused(await set('learnRate=1'), 2, /no hyper-parameter "learnRate"[^]*learningRate/)
    assertRefused(await set('learningRate=5'), 2, /learningRate = 5 is out of range: it takes 0 to 1/)
    assertRefused(await set('learningRate'), 2, /key=value/)
    assertRefused(await gradlab(['train', experiment, '--variant', 'inovation']), 2, /no variant "inovation"[^]*innovation/)
    assertRefused(await gradlab(['train', experiment, '--engine', 'gpu']), 2, /gpu/)
    assertRefused(await gradlab(['train', experiment, '--seed', '-1']), 2, /seed/)
    assertRefused(await gradlab(['train', experiment, '--max-steps', 'many']), 2, /max-steps/)
  })

  it('of a folder that may not be written says so', async function () {
    const locked = join(folder(), 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0o500)
    const place = process.getuid?.() === 0 ? '/sys/gradlab-x' : join(locked, 'x') // root may write anywhere but there
    assertRefused(await gradlab(['new', '01-hierarchical-attention/image', place]), 2, /may not write/)
  })

  it('of a model.ts without a default export, or none at all, says what to write', async () => {
    const experiment = await made()
    const model = join(experiment, 'model.ts')
    writeFileSync(model, readFileSync(model, 'utf8').replace('export default defineExperiment', 'export const experiment = defineExperiment'))
    assertRefused(await gradlab(['train', experiment, '--max-steps', '1']), 1, /no default export[^]*export default defineExperiment/)
    assertRefused(await gradlab(['train', folder()]), 2, /no model\.ts[^]*gradlab new/)
    assertRefused(await gradlab(['train', join(folder(), 'nowhere')]), 2, /nowhere/)
  })

  it('of source that does not compile shows the line first', async () => {
    const experiment = await made()
    const model = join(experiment, 'model.ts')
    writeFileSync(model, `${readFileSync(model, 'utf8')}\nconst = 3\n`)
    const ended = await gradlab(['train', experiment])
    assertRefused(ended, 1, /^model\.ts:\d+:\d+/)
    assert.match(ended.error, /const = 3/)
  })

  it('of a data file that is cut short says how much of it there is', async () => {
    const data = join(folder(), 'data', 'digits')
    mkdirSync(data, { recursive: true })
    const bundled = join(__dirname, '..', 'dist', 'data', 'digits')
    for (const name of readdirSync(bundled)) copyFileSync(join(bundled, name), join(data, name))
    const experiment = await made()
    const environment = { GRADLAB_DATA: join(folder(), 'data') }
    const images = join(
      data,
      readdirSync(data).find((name) => name.includes('images'))!,
    )
    const whole = gunzipSync(readFileSync(images))
    writeFileSync(images, gzipSync(whole.subarray(0, whole.length - 1000)))
    assertRefused(await gradlab(['train', experiment, '--max-steps', '1'], { environment }), 1, /cut short: expected .* got /)
    truncateSync(images, 500)
    assertRefused(await gradlab(['train', experiment, '--max-steps', '1'], { environment }), 1, /images/)
  })

  it('of a run that is not there, or not training, says what to do', async () => {
    assertRefused(await gradlab(['pause', 'nothing'], { from: folder() }), 2, /no run "nothing"[^]*gradlab runs/)
    const experiment = makeExperiment(join(folder(), 'x'), ['regression.ts'])
    const { lines } = await gradlab(['train', experiment, '--max-steps', '1', '--engine', 'cpu', '--json'])
    assertRefused(await gradlab(['stop', (JSON.parse(lines.at(-1)!) as { run: string }).run]), 2, /not training/)
  })

  async function made(...options: string[]): Promise<string> {
    const experiment = join(folder(), 'made')
    const { code, error } = await gradlab(['new', '01-hierarchical-attention/image', experiment, ...options])
    assert.equal(code, 0, error)
    return experiment
  }
})
