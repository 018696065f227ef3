import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withFolder } from '../load/folderFixture'
import { readExperiment } from './experiment'
import { directionFiles } from './fixtures'
import { newExperiment, type NewExperiment } from './newExperiment'
import { refreshUserFolder } from './userFolder'

const make = (above: string, request: Partial<NewExperiment> = {}) =>
  newExperiment(
    { direction: '01-first-idea/image', folder: join(above, 'mine'), ...request },
    { directions: join(above, 'directions'), types: join(above, 'types') },
  )

describe('a new experiment', () => {
  it("is the scaffold's source with READMEs and what an editor needs, without tests, goldens and marks", () =>
    withFolder(directionFiles, async (above) => {
      const { folder, files } = await make(above)
      assert.equal(folder, join(above, 'mine'))
      assert.deepEqual(files.map(slashed), [
        '.gradlab/.gitignore',
        '.gradlab/experiment.json',
        '.gradlab/tsconfig.json',
        '.gradlab/types/gradlab.d.ts',
        '.gradlab/types/tfjs.d.ts',
        'README.md',
        'README.zh-cn.md',
        'blocks/twin.ts',
        'data.ts',
        'model.ts',
        'tsconfig.json',
      ])
      const found = await readdir(folder, { recursive: true, withFileTypes: true })
      assert.equal(found.filter((entry) => entry.isFile()).length, files.length)
      assert.equal(await readFile(join(folder, 'model.ts'), 'utf8'), 'export const block = 1\n// #region other\nexport const rest = 2\n// #endregion\n')
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'mine', 'types'])
    }))

  it('remembers where it comes from', () =>
    withFolder(directionFiles, async (above) => {
      const { folder } = await make(above, { direction: '01-first-idea', scaffold: 'image' })
      const { version } = JSON.parse(await readFile(join(__dirname, '../../package.json'), 'utf8')) as { version: string }
      assert.deepEqual(await readExperiment(folder), { format: 1, folder, direction: '01-first-idea', scaffold: 'image', data: 'digits', gradlab: version })
    }))

  it('takes the PyTorch twin along when asked, and says so when there is none', () =>
    withFolder(directionFiles, async (above) => {
      const { folder } = await make(above, { pytorch: true })
      assert.equal(await readFile(join(folder, 'reference', 'model.py'), 'utf8'), '# torch\n')
      const direction = '01-first-idea/text'
      await assert.rejects(make(above, { direction, folder: join(above, 'other'), pytorch: true }), { code: 'direction/no-twin' })
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'mine', 'types'])
    }))

  it('goes into an empty folder and into one several levels down', () =>
    withFolder(directionFiles, async (above) => {
      await mkdir(join(above, 'empty'))
      await make(above, { folder: join(above, 'empty') })
      const { folder } = await make(above, { folder: join(above, 'a', '层 b', 'c') })
      assert.deepEqual((await readdir(join(above, 'empty'))).sort(), (await readdir(folder)).sort())
    }))

  it('is refused in a folder that is not empty, which stays as it was', () =>
    withFolder({ ...directionFiles, 'mine/notes.txt': 'mine' }, async (above) => {
      await assert.rejects(make(above), { code: 'folder/not-empty', context: { folder: join(above, 'mine') } })
      assert.deepEqual(await readdir(join(above, 'mine')), ['notes.txt'])
    }))

  it('is refused in place of a file and below one', () =>
    withFolder({ ...directionFiles, file: '' }, async (above) => {
      await assert.rejects(make(above, { folder: join(above, 'file') }), { code: 'folder/is-file' })
      await assert.rejects(make(above, { folder: join(above, 'file', 'below') }), { code: 'folder/is-file' })
    }))

  it('is refused in a place that is read-only, and leaves nothing', () =>
    withFolder({ ...directionFiles, 'locked/kept.txt': '' }, async (above) => {
      const isRoot = process.getuid?.() === 0 // whom no mode of a folder stops, but sysfs does
      const locked = isRoot ? '/sys' : join(above, 'locked')
      await chmod(join(above, 'locked'), 0o555)
      await assert.rejects(make(above, { folder: join(locked, 'gradlab-test', 'mine') }), { code: 'folder/read-only' })
      await chmod(join(above, 'locked'), 0o755)
      assert.deepEqual(await readdir(join(above, 'locked')), ['kept.txt'])
    }))

  it('leaves nothing half made when a folder or a file cannot be written', () =>
    withFolder({ ...directionFiles, 'empty/x': '' }, async (above) => {
      await assert.rejects(make(above, { folder: join(above, 'new', 'y'.repeat(300)) }), { code: 'disk/write' })
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'empty', 'types'])
      await rm(join(above, 'empty', 'x'))
      const [image, tooLong] = [join(above, 'directions', '01-first-idea', 'image'), 'z'.repeat(240)]
      await writeFile(join(image, `${tooLong}.ts`), '')
      await assert.rejects(make(above, { folder: join(above, 'w'.repeat(240)) }), { code: 'disk/write' })
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'empty', 'types'])
    }))

  it('takes under a second with types of full size', () =>
    withFolder({ ...directionFiles, 'types/tfjs.d.ts': '// types\n'.repeat(140_000) }, async (above) => {
      const start = performance.now()
      await make(above)
      assert.ok(performance.now() - start < 1000)
    }))
})

describe('the data of an experiment', () => {
  const storedOf = async (folder: string): Promise<string> =>
    (JSON.parse(await readFile(join(folder, '.gradlab', 'experiment.json'), 'utf8')) as { data: string }).data

  it('are the set of that id', () =>
    withFolder(directionFiles, async (above) => {
      assert.equal((await readExperiment((await make(above, { data: 'fashion-mnist' })).folder)).data, 'fashion-mnist')
    }))

  it('beside the folder are stored relative to it, and read as an absolute path', () =>
    withFolder({ ...directionFiles, 'my data/rows.csv': 'a' }, async (above) => {
      const { folder } = await make(above, { data: join(above, 'my data', 'rows.csv') })
      assert.equal(await storedOf(folder), '../my data/rows.csv')
      assert.equal((await readExperiment(folder)).data, join(above, 'my data', 'rows.csv'))
    }))

  it('elsewhere are stored as an absolute path', () =>
    withFolder({ ...directionFiles, 'rows.csv': 'a' }, async (above) => {
      const { folder } = await make(above, { folder: join(above, 'deep', 'mine'), data: join(above, 'rows.csv') })
      assert.equal(await storedOf(folder), join(above, 'rows.csv'))
    }))

  it('that are not there are refused before anything is written', () =>
    withFolder(directionFiles, async (above) => {
      await assert.rejects(make(above, { data: join(above, 'rows.csv') }), { code: 'data/path', context: { path: join(above, 'rows.csv') } })
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'types'])
    }))

  it('in the working folder may be named without a path, unless a set of the catalogue is called so', () =>
    withFolder({ ...directionFiles, 'photos/1.png': '', 'digits/1.png': '' }, async (above) => {
      const before = process.cwd()
      process.chdir(above)
      try {
        assert.equal(await storedOf((await make(above, { data: 'photos' })).folder), '../photos')
        assert.equal(await storedOf((await make(above, { folder: join(above, 'other'), data: 'digits' })).folder), 'digits')
      } finally {
        process.chdir(before)
      }
    }))

  it('by a name that no set has are refused, with the names that there are', () =>
    withFolder(directionFiles, async (above) => {
      await assert.rejects(make(above, { data: 'fashion-mnits' }), { code: 'data/unknown', suggestion: /fashion-mnist.*give a path/ })
      assert.deepEqual((await readdir(above)).sort(), ['directions', 'types'])
    }))
})

describe('reading an experiment', () => {
  for (const [what, files, code, message] of [
    ['without model.ts', { 'data.ts': '' }, 'experiment/missing', /holds no experiment/],
    ['without experiment.json', { 'model.ts': '' }, 'experiment/broken', /experiment\.json cannot be read: there is no such file/],
    ['with a torn experiment.json', { 'model.ts': '', '.gradlab/experiment.json': '{"format":1,' }, 'experiment/broken', /it is not JSON/],
    ['of a later format', { 'model.ts': '', '.gradlab/experiment.json': '{"format":2}' }, 'experiment/broken', /"format" should be 1, not 2/],
  ] as const) {
    it(`refuses a folder ${what}`, () => withFolder(files, (folder) => assert.rejects(readExperiment(folder), { code, message })))
  }

  it('refuses a folder that is not there', () => withFolder({}, (folder) => assert.rejects(readExperiment(join(folder, 'no')), { code: 'folder/missing' })))
})

describe('a folder from a colleague', () => {
  it('gets the types that git does not keep, and keeps its own tsconfig.json', () =>
    withFolder(directionFiles, async (above) => {
      const { folder } = await make(above)
      await rm(join(folder, '.gradlab', 'types'), { recursive: true })
      await writeFile(join(folder, '.gradlab', 'tsconfig.json'), '{}')
      await writeFile(join(folder, 'tsconfig.json'), '{ "extends": "./.gradlab/tsconfig.json", "compilerOptions": { "noUnusedLocals": true } }')
      await refreshUserFolder(folder, join(above, 'types'))
      assert.equal(await readFile(join(folder, '.gradlab', 'types', 'tfjs.d.ts'), 'utf8'), 'export {}\n')
      assert.match(await readFile(join(folder, '.gradlab', 'tsconfig.json'), 'utf8'), /es2023/)
      assert.match(await readFile(join(folder, 'tsconfig.json'), 'utf8'), /noUnusedLocals/)
    }))
})

const slashed = (path: string): string => path.replaceAll('\\', '/')
