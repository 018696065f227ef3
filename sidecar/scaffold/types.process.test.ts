import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withFolder } from '../load/folderFixture'
import { directionsFolder, productFolder } from '../places'
import { listDirections } from './directions'
import { newExperiment } from './newExperiment'

const types = join(productFolder, '.cache', 'test-types')

describe('the types of an experiment folder', function () {
  this.timeout(120_000)

  before(async () => {
    await promisify(execFile)(process.execPath, [join(productFolder, 'scripts', 'buildTypes.mjs'), types])
  })

  it('check every scaffold without node_modules', async () => {
    for (const { id, scaffolds } of await listDirections()) {
      for (const { id: scaffold } of scaffolds) {
        await withFolder({}, async (above) => {
          const { folder } = await newExperiment({ direction: id, scaffold, folder: join(above, 'mine') }, { directions: directionsFolder, types })
          assert.deepEqual(await check(folder), [], `${id}/${scaffold}`)
        })
      }
    }
  })

  it('check the template, and see its hyper-parameters', () =>
    withTemplate(async (folder) => {
      assert.deepEqual(await check(folder), [])
      const model = join(folder, 'model.ts')
      const text = await readFile(model, 'utf8')
      await writeFile(model, text.replace('ctx.hyper.learningRate', 'ctx.hyper.learningrate').replace(`layer: 'plain'`, `layer: 'plane'`))
      const faults = await check(folder)
      for (const expected of [
        /^model\.ts\(\d+,\d+\): error TS2820: Type '"plane"' is not assignable to type .*Did you mean '"plain"'\?/,
        /^model\.ts\(\d+,\d+\): error TS2551: Property 'learningrate' does not exist .*Did you mean 'learningRate'\?/,
      ]) {
        assert.ok(
          faults.some((fault) => expected.test(fault)),
          `${String(expected)} is not among:\n${faults.join('\n')}`,
        )
      }
    }))

  it('know tensors, the console and the signal of a run, and neither the DOM nor Node', () =>
    withTemplate(async (folder) => {
      const lines = [
        `import * as tf from '@tensorflow/tfjs'`,
        `import type { Context } from 'gradlab'`,
        `export const run = (ctx: Context<unknown>): boolean => (console.log(performance.now()), ctx.signal.aborted)`,
        `export const rank: tf.Tensor2D = tf.zeros([2]).asScalar()`,
        `export const page = document`,
        `export const folder = process.cwd()`,
      ]
      await writeFile(join(folder, 'model.ts'), lines.join('\n'))
      const faults = await check(folder)
      assert.deepEqual(
        faults.map((fault) => Number(/^model\.ts\((\d+)/.exec(fault)?.[1])),
        [4, 5, 6],
        faults.join('\n'),
      )
      assert.match(faults[0]!, /Type 'Scalar' is not assignable to type 'Tensor2D'/)
    }))

  it('name nothing that they do not declare, but two types of WebGPU and of protobuf', () =>
    withTemplate(async (folder) => {
      const faults = await check(folder, '--skipLibCheck', 'false', '--lib', 'es2023,dom')
      const unknown = faults.flatMap((fault) => /Cannot find (?:name|module|namespace) '([^']+)'/.exec(fault)?.[1] ?? [])
      assert.deepEqual([...new Set(unknown)].sort(), ['GPUBuffer', 'Long'])
    }))
})

/** An experiment made of the template, under a name that the catalogue takes. */
function withTemplate(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder({}, async (above) => {
    const root = join(above, 'directions')
    const direction = join(root, '99-template')
    await cp(join(directionsFolder, '_template'), direction, { recursive: true })
    const manifest = join(direction, 'direction.json')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"_template"', '"99-template"'))
    const { folder } = await newExperiment({ direction: '99-template', folder: join(above, 'mine') }, { directions: root, types })
    await use(folder)
  })
}

/** What `tsc` says of the folder, an entry a fault. */
async function check(folder: string, ...options: string[]): Promise<string[]> {
  const tsc = join(productFolder, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false', ...options], { cwd: folder, maxBuffer: 1e8 }).catch(
    (failed: { stdout: string }) => failed,
  )
  return stdout.split(/\n(?=\S)/).filter((line) => line.includes('error TS'))
}
