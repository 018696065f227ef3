import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { distFolder } from '../places'
import { entryOf } from './catalogue'
import { inFolder } from './inFolder.testing'
import { cacheFolder, dataPlaces, findSet, openTable } from './open'
import type { Table } from './table'

describe('the places of data', () => {
  it('are the package, the cache, and GRADLAB_DATA unless it is empty', () => {
    assert.deepEqual(dataPlaces({ GRADLAB_DATA: '/data' }), { bundled: join(distFolder, 'data'), external: '/data', cache: dataPlaces({}).cache })
    assert.equal('external' in dataPlaces({ GRADLAB_DATA: '' }), false)
  })
  it('have the cache where each system wants it', () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, 'linux'), join('/xdg', 'gradlab', 'data'))
    assert.equal(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux'), join(homedir(), '.cache', 'gradlab', 'data'))
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, 'darwin'), join(homedir(), 'Library', 'Caches', 'gradlab', 'data'))
    assert.equal(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'gradlab', 'data'))
  })
})

describe('opening data by name', () => {
  const csv = (value: number): string => `${value},B\n`.repeat(3)
  const places = (root: string): { bundled: string; cache: string; external: string } => ({
    bundled: join(root, 'bundled'),
    cache: join(root, 'cache'),
    external: join(root, 'external'),
  })

  it('looks into GRADLAB_DATA first, and passes over a folder that lacks a file', async () => {
    await inFolder({ 'external/wdbc/other': '', 'cache/wdbc/wdbc.data': csv(1), 'bundled/digits/images.idx.gz': '' }, async (root) => {
      assert.equal(findSet(entryOf('wdbc')!, places(root)), join(root, 'cache', 'wdbc'))
      assert.throws(() => findSet(entryOf('digits')!, places(root)), { code: 'data/not-built', message: /labels\.idx\.gz/ })
    })
    await inFolder({ 'external/wdbc/wdbc.data': csv(1), 'cache/wdbc/wdbc.data': csv(2) }, (root) =>
      assert.equal(findSet(entryOf('wdbc')!, places(root)), join(root, 'external', 'wdbc')),
    )
  })

  it('says of a set that is not there how to get it', async () => {
    await inFolder({}, async (root) => {
      await assert.rejects(openTable('fashion-mnist', places(root)), { code: 'data/missing', suggestion: /gradlab data fashion-mnist.*30\.9 MB.*GRADLAB_DATA/ })
      await assert.rejects(openTable('movie-reviews', places(root)), {
        code: 'data/folder-only',
        suggestion: /cornell.*movie-reviews\/ \(neg\/cv000.*GRADLAB_DATA/,
      })
    })
  })

  it("opens one's own by path, and tells a wrong path from a wrong name", async () => {
    await inFolder({ 'x.csv': 'a,label\n1,u\n2,v\n3,u\n' }, async (root) => {
      const table: Table = await openTable(join(root, 'x.csv'), places(root))
      assert.deepEqual([table.id, table.size, table.generated], [join(root, 'x.csv'), 3, false])
      await assert.rejects(openTable(join(root, 'y.csv'), places(root)), { code: 'data/path' })
      await assert.rejects(openTable('mnits', places(root)), { code: 'data/unknown', suggestion: /digits, spam-emails/ })
    })
  })
})
