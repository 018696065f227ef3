import assert from 'node:assert/strict'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { encode as encodePng } from 'fast-png'
import { encode as encodeJpeg } from 'jpeg-js'
import { pack } from 'tar-stream'
import { WaveFile } from 'wavefile'
import { catalogue, entryOf } from './catalogue'
import { inFolder } from './inFolder.testing'
import { readSet } from './read'
import { readImageFolder } from './readers/images'
import type { CatalogueEntry } from './sets/entry'
import type { Column, Table } from './table'

/** An entry as in the catalogue, for files of a few rows. */
const small = (id: string, rows: number, columns?: CatalogueEntry['columns']): CatalogueEntry => {
  const entry = entryOf(id)!
  return { ...entry, rows, columns: columns ?? Object.fromEntries(Object.entries(entry.columns).map(([name, { dtype, shape }]) => [name, { dtype, shape }])) }
}
const labelsOf = (table: Table, column = 'label'): string[] => {
  const found = table.columns[column]
  assert.ok(found?.dtype === 'int32' && found.labels)
  return Array.from(found.values, (value) => found.labels![value]!)
}
const sorted = (rows: Int32Array): number[] => [...rows].sort((a, b) => a - b)
const bytesOf = (column: Column | undefined): number[] => (column?.dtype === 'float32' ? [...column.values] : [])
const idx = (shape: number[], fill: (at: number) => number): Buffer =>
  Buffer.from([
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((side) => [0, 0, side >> 8, side & 255]),
    ...Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => fill(at)),
  ])
const wave = (samples: number[]): Uint8Array => {
  const file = new WaveFile()
  file.fromScratch(1, 8000, '16', samples)
  return file.toBuffer()
}
const jpeg = (width: number, height: number, rgb: number[]): Buffer =>
  encodeJpeg({ width, height, data: Buffer.from(Array.from({ length: width * height }, () => [...rgb, 255]).flat()) }, 95).data
async function tarGz(files: Record<string, Uint8Array>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content))
  archive.finalize()
  return gzipSync(await buffer(archive))
}

describe('the catalogue', () => {
  for (const entry of catalogue) {
    it(`says of ${entry.id} what it is in both languages, and what is needed to get and check it`, () => {
      for (const { en, 'zh-cn': zh } of [entry.title, entry.description, entry.derivation]) assert.ok(en.trim() && zh.trim())
      assert.match(entry.description['zh-cn'] + entry.derivation['zh-cn'], /[\u3400-\u9fff]/)
      assert.match(entry.id, /^[a-z0-9-]+$/)
      assert.ok(entry.licence && entry.publisher.url.startsWith('http') && entry.files.length > 0 && entry.rows > 0 && entry.suits.length > 0)
      for (const { download } of entry.files) {
        assert.equal(download !== undefined, entry.source === 'download')
        if (!download) continue
        assert.match(download.url, /^https:\/\//)
        assert.match(download.sha256, /^[0-9a-f]{64}$/)
        assert.ok(download.bytes > 0)
      }
    })
  }
  it('knows each set once', () => {
    assert.equal(new Set(catalogue.map(({ id }) => id)).size, catalogue.length)
    assert.equal(entryOf('nothing'), undefined)
  })
})

describe('a set of the catalogue', () => {
  it("fashion-mnist: the publisher's test rows stay test rows", async () => {
    const files = {
      'train-images-idx3-ubyte.gz': gzipSync(idx([40, 28, 28], (at) => at % 251)),
      'train-labels-idx1-ubyte.gz': gzipSync(idx([40], (at) => at % 10)),
      't10k-images-idx3-ubyte.gz': gzipSync(idx([10, 28, 28], () => 255)),
      't10k-labels-idx1-ubyte.gz': gzipSync(idx([10], (at) => 9 - at)),
    }
    await inFolder(files, async (folder) => {
      const table = await readSet({ ...small('fashion-mnist', 50), splits: { kind: 'published', validation: 5 } }, folder)
      assert.deepEqual(
        [table.size, table.splits.train.length, table.splits.validation.length, sorted(table.splits.test)],
        [50, 35, 5, Array.from({ length: 10 }, (_, at) => 40 + at)],
      )
      assert.equal(labelsOf(table)[40], 'Ankle boot')
      const point = table.point(45)
      assert.deepEqual([point.label, point.image?.width, point.image?.height, point.image?.channels], ['Coat', 28, 28, 1])
      assert.ok(point.image?.bytes.every((value) => value === 255))
    })
  })

  it('optdigits: counts of 0 to 16 are images of 0 to 1', async () => {
    const line = (value: number, digit: number): string => `${new Array(64).fill(value).join(',')},${digit}\n`
    await inFolder({ 'optdigits.tra': line(16, 3) + line(8, 0) + line(0, 9), 'optdigits.tes': line(4, 7) }, async (folder) => {
      const table = await readSet({ ...small('optdigits', 4), splits: { kind: 'published', validation: 1 } }, folder)
      assert.deepEqual(labelsOf(table), ['3', '0', '9', '7'])
      assert.deepEqual(
        [0, 1, 2, 3].map((row) => table.point(row).image!.bytes[0]),
        [255, 128, 0, 64],
      )
    })
  })

  it('movie-reviews: the last fold is for test, the one before for validation', async () => {
    const files = Object.fromEntries(
      ['pos', 'neg'].flatMap((label) => Array.from({ length: 10 }, (_, fold) => [`${label}/cv${fold}07_12345.txt`, `${label} ${fold} .\n`])),
    )
    await inFolder(files, async (folder) => {
      const table = await readSet(small('movie-reviews', 20), folder)
      const texts = (rows: Int32Array): unknown[] => [...rows].map((row) => table.columns['text']!.values[row]).sort()
      assert.deepEqual(
        [texts(table.splits.test), texts(table.splits.validation)],
        [
          ['neg 9 .\n', 'pos 9 .\n'],
          ['neg 8 .\n', 'pos 8 .\n'],
        ],
      )
      assert.equal(table.point(0).label, 'neg')
      await assert.rejects(readSet(small('movie-reviews', 21), folder), { code: 'data/cut-short', message: /21 rows.*20 rows/ })
    })
    await inFolder({ 'pos/strange.txt': 'x', 'neg/cv000_1.txt': 'x' }, (folder) =>
      assert.rejects(readSet(small('movie-reviews', 2), folder), { code: 'data/file-name', message: /strange\.txt/ }),
    )
  })

  it('clinc150: requests out of scope are left out', async () => {
    const json = {
      oos_test: [['what', 'oos']],
      train: [
        ['a', 'x'],
        ['b', 'y'],
      ],
      val: [['c', 'y']],
      test: [['d', 'x']],
      oos_val: [],
      oos_train: [],
    }
    await inFolder({ 'data_small.json': JSON.stringify(json) }, async (folder) => {
      const table = await readSet(small('clinc150', 4), folder)
      assert.deepEqual(
        [labelsOf(table), sorted(table.splits.train), [...table.splits.validation], [...table.splits.test]],
        [['x', 'y', 'y', 'x'], [0, 1], [2], [3]],
      )
    })
    await inFolder({ 'data_small.json': JSON.stringify({ train: [['a', 1]], val: [], test: [] }) }, (folder) =>
      assert.rejects(readSet(small('clinc150', 1), folder), { code: 'data/format', message: /data_small\.json/ }),
    )
    await inFolder({ 'data_small.json': '{"train": [' }, (folder) =>
      assert.rejects(readSet(small('clinc150', 1), folder), { code: 'data/format', message: /JSON/ }),
    )
  })

  it('tinyshakespeare: a row a character, the labels its alphabet', async () => {
    await inFolder({ 'input.txt': 'abba\r\n中文😀b' }, async (folder) => {
      const table = await readSet({ ...small('tinyshakespeare', 9) }, folder)
      assert.deepEqual(labelsOf(table, 'character').join(''), 'abba\n中文😀b')
      const { character } = table.columns
      assert.deepEqual(character?.dtype === 'int32' && character.labels, ['\n', 'a', 'b', '中', '文', '😀'])
      assert.deepEqual(table.point(7), { label: '😀', text: 'abba\n中文😀b' })
    })
    await inFolder({ 'input.txt': Buffer.from([0x61, 0xd6, 0xd0]) }, (folder) =>
      assert.rejects(readSet(small('tinyshakespeare', 3), folder), { code: 'data/encoding' }),
    )
  })

  it('fsdd: the first five takes are for test, a point has its sound without the silence', async () => {
    const files = Object.fromEntries([0, 4, 5, 10].map((take) => [`recordings/7_theo_${take}.wav`, wave([0, 16384, take * 100])]))
    await inFolder({ ...files, 'recordings/7_theo_11.wav': wave(new Array<number>(9000).fill(1)) }, async (folder) => {
      const table = await readSet(small('fsdd', 5), folder)
      const takes = (rows: Int32Array): number[] => [...rows].map((row) => table.columns['take']!.values[row] as number).sort((a, b) => a - b)
      assert.deepEqual([takes(table.splits.train), takes(table.splits.validation), takes(table.splits.test)], [[10, 11], [5], [0, 4]])
      const sound = table.point([...table.splits.validation][0]!).sound!
      assert.deepEqual([sound.rateHz, [...sound.samples], labelsOf(table, 'speaker')[0]], [8000, [0, 16384, 500], 'theo'])
    })
  })

  it('grocery: photos come out of the archive in the order of the lists, with fine and coarse names', async () => {
    const files = {
      'images.tar.gz': await tarGz({
        'train/a.jpg': jpeg(96, 96, [250, 10, 10]),
        'val/b.jpg': jpeg(96, 96, [10, 250, 10]),
        'test/c.jpg': jpeg(48, 96, [10, 10, 250]),
      }),
      'train.txt': 'train/a.jpg, 1, 0\n',
      'val.txt': 'val/b.jpg, 0, 0\n',
      'test.txt': 'test/c.jpg, 2, 1\n',
      'classes.csv': 'class_name,class_id,coarse_class_name,coarse_class_id,description_path\nGala,1,Apple,0,-\nFuji,0,Apple,0,-\nMilk,2,Dairy,1,-\n',
    }
    await inFolder(files, async (folder) => {
      const table = await readSet(small('grocery', 3), folder)
      assert.deepEqual([labelsOf(table), labelsOf(table, 'coarse'), [...table.splits.test]], [['Gala', 'Fuji', 'Milk'], ['Apple', 'Apple', 'Dairy'], [2]])
      for (const [row, strong] of [0, 1, 2].entries()) {
        const { bytes } = table.point(row).image!
        assert.ok(bytes[strong]! > 230 && bytes[(strong + 1) % 3]! < 30)
      }
      writeFileSync(join(folder, 'test.txt'), 'test/gone.jpg, 2, 1\n')
      await assert.rejects(readSet(small('grocery', 3), folder), { code: 'data/cut-short', message: /images\.tar\.gz.*test\/gone\.jpg/ })
      writeFileSync(join(folder, 'images.tar.gz'), files['images.tar.gz'].subarray(0, 400))
      await assert.rejects(readSet(small('grocery', 3), folder), { code: 'data/cut-short', message: /images\.tar\.gz/ })
    })
  })

  it('sign-digits: who signs is in one split only', async () => {
    const png = encodePng({ width: 64, height: 64, channels: 3, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => at % 256) })
    const names = Array.from({ length: 30 }, (_, at) => `${at % 10}/IMG_${100 + at}.png`)
    const groups = names.map((name, at) => `${name},${at % 10},${Math.floor(at / 3)}`)
    await inFolder({ ...Object.fromEntries(names.map((name) => [name, png])), 'groups.csv': `file,label,group\n${groups.join('\n')}\n` }, async (folder) => {
      const { splits, columns } = await readSet(small('sign-digits', 30), folder)
      assert.deepEqual([splits.train.length, splits.validation.length, splits.test.length], [21, 3, 6])
      const group = (rows: Int32Array): Set<unknown> => new Set([...rows].map((row) => columns['group']!.values[row]))
      assert.deepEqual(
        [...group(splits.test)].filter((each) => group(splits.train).has(each) || group(splits.validation).has(each)),
        [],
      )
    })
  })

  it('is refused where its columns are not those of the catalogue', async () => {
    await inFolder({ 'images.idx.gz': idx([4, 14, 14], () => 0), 'labels.idx.gz': idx([4], () => 0) }, (folder) =>
      assert.rejects(readSet(small('digits', 4), folder), { code: 'data/format', message: /image \[28, 28, 1\].*\[14, 14, 1\]/ }),
    )
  })
})

describe('decoded pictures', () => {
  const png = (value: number): Uint8Array => encodePng({ width: 2, height: 2, channels: 1, data: new Uint8Array(4).fill(value) })

  it('are kept until a file changes, and a damaged copy is made anew', async () => {
    await inFolder({ 'set/a/1.png': png(1), 'set/b/2.png': png(2) }, async (root) => {
      const cache = join(root, 'cache')
      const read = async (): Promise<number[]> => bytesOf((await readImageFolder(join(root, 'set'), { largestSide: 8, cache })).rows.columns['image'])
      const kept = (): string => join(cache, 'decoded', readdirSync(join(cache, 'decoded'))[0]!)
      const source = join(root, 'set/a/1.png')
      utimesSync(source, 1000, 1000)
      assert.deepEqual(await read(), [1, 1, 1, 1, 2, 2, 2, 2])
      const first = await readImageFolder(join(root, 'set'), { largestSide: 8, cache })
      assert.deepEqual(first, await readImageFolder(join(root, 'set'), { largestSide: 8 }))
      writeFileSync(source, png(7))
      utimesSync(source, 1000, 1000) // the same size and time: the copy is believed, which shows that it was read
      assert.deepEqual(await read(), [1, 1, 1, 1, 2, 2, 2, 2])
      utimesSync(source, 1000, 1005)
      assert.deepEqual(await read(), [7, 7, 7, 7, 2, 2, 2, 2])
      writeFileSync(kept(), 'torn')
      assert.deepEqual(await read(), [7, 7, 7, 7, 2, 2, 2, 2])
    })
  })

  it('are read all the same where nothing can be kept', async () => {
    await inFolder({ 'set/1.png': png(3), file: '' }, async (root) => {
      assert.deepEqual(bytesOf((await readImageFolder(join(root, 'set'), { largestSide: 8, cache: join(root, 'file') })).rows.columns['image']), [3, 3, 3, 3])
    })
  })
})
