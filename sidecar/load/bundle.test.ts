import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GradlabError, type ErrorCode } from '../../protocol'
import { bundleExperiment } from './bundle'
import { evaluateModule } from './evaluate'
import { withFolder } from './folderFixture'

const model = `import { defineExperiment } from 'gradlab'\nimport { double } from './blocks'\nexport default defineExperiment({ value: double(21) } as never)\n`
const blocks = `export const double = (x: number): number => 2 * x\n`
const peer = `import { definePeer } from 'gradlab'\nexport default definePeer(() => ({}))\n`

describe('bundling an experiment', () => {
  it('gives model.ts and each module that makes a peer as an entry of its own', () =>
    withFolder({ 'model.ts': model, 'blocks.ts': blocks, 'client.ts': peer, 'client.test.ts': peer, 'notes.ts': '// unused' }, async (folder) => {
      const { entries, files } = await bundleExperiment(folder)
      assert.deepEqual(Object.keys(entries), ['./model.ts', './client.ts'])
      assert.deepEqual(Object.keys(files), ['blocks.ts', 'client.ts', 'model.ts'])
      assert.equal(files['blocks.ts'], blocks)
    }))

  it('leaves tfjs and gradlab to require, and runs', () =>
    withFolder({ 'model.ts': model, 'blocks.ts': blocks }, async (folder) => {
      const { entries } = await bundleExperiment(folder)
      const exports = evaluateModule(entries['./model.ts']!.code, 'model.js', { gradlab: { defineExperiment: (x: unknown) => x } })
      assert.deepEqual(exports['default'], { value: 42 })
    }))

  it('gives the same code, maps and hash wherever the folder lies, and names no absolute path', async () => {
    const bundleIn = (name: string) => withFolder({ 'model.ts': model, 'blocks.ts': blocks, 'client.ts': peer }, bundleExperiment, name)
    const [first, second] = [await bundleIn('experiment'), await bundleIn('我的 实验 ä')]
    assert.deepEqual(second, first)
    assert.deepEqual((JSON.parse(first.entries['./model.ts']!.map) as { sources: string[] }).sources.sort(), ['blocks.ts', 'model.ts'])
    assert.doesNotMatch(JSON.stringify(first.entries), /gradlab-test-/)
  })

  it('changes the hash when a file that is reached changes, and only then', async () => {
    const hashOf = (files: Record<string, string>) =>
      withFolder({ 'model.ts': model, 'blocks.ts': blocks, ...files }, async (folder) => (await bundleExperiment(folder)).hash)
    const hash = await hashOf({})
    assert.equal(await hashOf({ 'README.md': 'changed', 'unused.ts': 'export {}' }), hash)
    assert.notEqual(await hashOf({ 'blocks.ts': blocks.replace('2', '3') }), hash)
  })

  it('reads neither a tsconfig.json nor a package.json of the folder', () =>
    withFolder({ 'model.ts': model, 'blocks.ts': blocks, 'tsconfig.json': '{ broken', 'package.json': '{ broken' }, async (folder) => {
      const plain = await withFolder({ 'model.ts': model, 'blocks.ts': blocks }, bundleExperiment)
      assert.deepEqual(await bundleExperiment(folder), plain)
    }))

  it('reads JSON, sub-folders, index files and a .js name that stands for a .ts file', () =>
    withFolder(
      {
        'model.ts': `import a from './a.json'\nimport { b } from './b'\nimport { c } from './deep/c.js'\nexport const sum = a.value + b + c\n`,
        'a.json': '{ "value": 1 }',
        'b/index.ts': 'export const b = 2',
        'deep/c.ts': `\uFEFFimport { b } from '../b'\nexport const c = 2 * b`,
      },
      async (folder) => {
        const { entries, files } = await bundleExperiment(folder)
        assert.equal(evaluateModule(entries['./model.ts']!.code, 'model.js', {})['sum'], 7)
        assert.deepEqual(Object.keys(files), ['a.json', 'b/index.ts', 'deep/c.ts', 'model.ts'])
      },
    ))
})

describe('a source that cannot be bundled', () => {
  it('is refused where there is no model.ts, or no folder', async () => {
    await withFolder({ 'data.ts': '' }, (folder) => refused(folder, 'experiment/missing'))
    await refused(join('no', 'such', 'folder'), 'experiment/missing')
  })

  it('names the place of a syntax error, its column counted in letters', () =>
    withFolder({ 'model.ts': `import './blocks'\n`, 'blocks.ts': `const 注意力 = '层'; const x = = 1\n` }, async (folder) => {
      const error = await refused(folder, 'source/syntax')
      assert.deepEqual(error.where, { file: 'blocks.ts', line: 1, column: 28, text: `const 注意力 = '层'; const x = = 1` })
      assert.match(error.message, /Unexpected "="/)
    }))

  for (const [what, statement, code, module] of [
    ['a package', `import _ from 'lodash'`, 'source/import', 'lodash'],
    ['a file that is not there', `import { b } from './block'`, 'source/import', './block'],
    ['a deep path of tfjs', `import * as core from '@tensorflow/tfjs-core'`, 'source/import', '@tensorflow/tfjs-core'],
    ['a built-in module of Node', `import { readFileSync } from 'node:fs'`, 'source/built-in', 'node:fs'],
    ['a built-in module of Node by its old name', `import { readFileSync } from 'fs'`, 'source/built-in', 'fs'],
    ['a file outside the folder', `import { b } from '../outside'`, 'source/outside', '../outside'],
    ['an absolute path', `import { b } from '/outside'`, 'source/import', '/outside'],
  ] as const) {
    it(`names the line that imports ${what}`, () =>
      withFolder(
        {
          'model.ts': `import './blocks'\n`,
          'blocks.ts': `// a comment\n${statement}\nconsole.log(${/^import \* as (\w+)|\{ (\w+) \}|import (\w+)/.exec(statement)!.slice(1).find(Boolean)})\n`,
        },
        async (folder) => {
          await writeFile(join(folder, '..', 'outside.ts'), 'export const b = 1')
          const error = await refused(folder, code)
          assert.deepEqual(error.context, { module, importer: 'blocks.ts:2' })
          assert.equal(error.where?.file, 'blocks.ts')
          assert.equal(error.where.line, 2)
          assert.equal(error.where.text, statement)
        },
      ))
  }

  it('follows a link within the folder and refuses one that leads out of it', () =>
    withFolder({ 'model.ts': `import { b } from './linked'\nexport { b }\n`, 'real.ts': 'export const b = 1' }, async (folder) => {
      await symlink(join(folder, 'real.ts'), join(folder, 'linked.ts'))
      assert.deepEqual(Object.keys((await bundleExperiment(folder)).files), ['linked.ts', 'model.ts'])
      await mkdir(join(folder, '..', 'elsewhere'))
      await writeFile(join(folder, '..', 'elsewhere', 'b.ts'), 'export const b = 1')
      await symlink(join(folder, '..', 'elsewhere'), join(folder, 'out'))
      await writeFile(join(folder, 'model.ts'), `import { b } from './out/b'\nexport { b }\n`)
      await refused(folder, 'source/outside')
    }))
})

async function refused(folder: string, code: ErrorCode): Promise<GradlabError> {
  const thrown: unknown = await bundleExperiment(folder).then(
    () => assert.fail('it was bundled'),
    (error: unknown) => error,
  )
  assert.ok(thrown instanceof GradlabError, String(thrown))
  assert.equal(thrown.code, code)
  return thrown
}
