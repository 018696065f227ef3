import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError, GradlabError, type ErrorCode } from '../../protocol'
import { withFolder } from '../load/folderFixture'
import { directionsFolder } from '../places'
import { findScaffold, listDirections, readDirection } from './directions'
import { direction, directionFiles } from './fixtures'
import { byLikeness } from './likeness'

describe('the catalogue of directions', () => {
  it('lists the folders in order and leaves out the template', () =>
    withFolder(directionFiles, async (folder) => {
      const directions = await listDirections(join(folder, 'directions'))
      assert.deepEqual(
        directions.map(({ id }) => id),
        ['01-first-idea', '02-second-idea'],
      )
      assert.deepEqual(directions[0], direction)
    }))

  it('holds valid directions only, and the template is one', async () => {
    await listDirections()
    assert.equal((await readDirection(join(directionsFolder, '_template'), '_template')).id, '_template')
  })

  it('finds a scaffold by its full name, and by its direction where it is the only one', () =>
    withFolder(directionFiles, async (folder) => {
      const root = join(folder, 'directions')
      assert.equal((await findScaffold('01-first-idea/text', root)).folder, join(root, '01-first-idea', 'text'))
      assert.equal((await findScaffold('02-second-idea', root)).scaffold.id, 'image')
    }))

  for (const [name, code, context] of [
    ['02-secondidea', 'direction/unknown', { name: '02-secondidea', known: '02-second-idea, 01-first-idea' }],
    ['01', 'direction/unknown', { name: '01', known: '01-first-idea, 02-second-idea' }],
    ['_template', 'direction/unknown', { name: '_template', known: '01-first-idea, 02-second-idea' }],
    ['../01-first-idea', 'direction/unknown', { name: '..', known: '01-first-idea, 02-second-idea' }],
    ['01-first-idea', 'direction/choose', { direction: '01-first-idea', known: '01-first-idea/image, 01-first-idea/text' }],
    ['01-first-idea/texts', 'direction/scaffold', { direction: '01-first-idea', name: 'texts', known: 'text, image' }],
    ['01-first-idea/text/more', 'direction/scaffold', { direction: '01-first-idea', name: 'text/more', known: 'text, image' }],
    ['01-first-idea/', 'direction/scaffold', { direction: '01-first-idea', name: '', known: 'text, image' }],
  ] as const satisfies readonly (readonly [string, ErrorCode, object])[]) {
    it(`refuses "${name}" with the nearest names first`, () =>
      withFolder(directionFiles, (folder) => assert.rejects(findScaffold(name, join(folder, 'directions')), { code, context })))
  }

  for (const [what, text, english, chinese] of [
    ['is not JSON', '{ "id": ', /^\S+direction\.json is not a valid direction: it is not JSON \(/, /不是 JSON/],
    ['lacks a field', JSON.stringify({ ...direction, idea: { en: 'x' } }), /"idea\.zh-cn" should be "zh-cn", not undefined/, /“idea\.zh-cn”应为/],
    ['is of another folder', JSON.stringify({ ...direction, id: '03-other' }), /"id" should be "01-first-idea", not "03-other"/, /“id”应为/],
    ['has no scaffold', JSON.stringify({ ...direction, scaffolds: [] }), /"scaffolds" should be >=1, not 0/, /“scaffolds”应为/],
  ] as const) {
    it(`names the file and the fault of a direction.json that ${what}`, () =>
      withFolder(directionFiles, async (folder) => {
        const file = join(folder, 'directions', '01-first-idea', 'direction.json')
        await writeFile(file, text)
        const error = await listDirections(join(folder, 'directions')).catch((thrown: unknown) => thrown)
        assert.ok(error instanceof GradlabError)
        assert.equal(error.code, 'direction/broken')
        assert.equal(error.context['file'], file)
        assert.match(error.message, english)
        assert.match(describeError(error.toData(), 'zh-cn').message, chinese)
      }))
  }

  it('names a direction.json that is missing', () =>
    withFolder({ '03-empty/README.md': '' }, (folder) =>
      assert.rejects(listDirections(folder), { message: `${join(folder, '03-empty', 'direction.json')} is not a valid direction: there is no such file` }),
    ))
})

describe('names by likeness', () => {
  for (const [typed, first] of [
    ['hierarchical', '01-hierarchical-attention'],
    ['04-graph', '04-graph-recommender'],
    ['16-spikng', '16-spiking'],
    ['FEDERATED', '17-federated'],
  ] as const) {
    it(`put ${first} first for "${typed}"`, () => {
      assert.equal(byLikeness(typed, ['01-hierarchical-attention', '02-adaptive-activation', '04-graph-recommender', '16-spiking', '17-federated'])[0], first)
    })
  }
})
