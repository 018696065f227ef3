import assert from 'node:assert/strict'
import { join } from 'node:path'
import { encode as encodePng } from 'fast-png'
import { WaveFile } from 'wavefile'
import { inFolder } from './inFolder.testing'
import { openOwn, type Own } from './own'

const png = (width: number, height: number, channels: 1 | 3 = 1, value = 9): Uint8Array =>
  encodePng({ width, height, channels, data: Uint8Array.from({ length: width * height * channels }, (_, at) => (channels === 3 ? value + (at % 3) : value)) })
const wave = (rateHz = 8000): Uint8Array => {
  const file = new WaveFile()
  file.fromScratch(1, rateHz, '16', [1, 2, 3])
  return file.toBuffer()
}
const shapes = ({ table }: Own): Record<string, string> =>
  Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [
      name,
      `${column.dtype} [${column.shape.join()}]${column.dtype === 'int32' && column.labels ? ` ${column.labels.join('/')}` : ''}`,
    ]),
  )
const sizes = ({ table: { splits } }: Own): number[] => [splits.train.length, splits.validation.length, splits.test.length]

describe("one's own data", () => {
  it('of images in class folders get the commonest size, colour if one has it, and say so', async () => {
    await inFolder({ 'cat/1.png': png(4, 6), 'cat/2.png': png(4, 6, 3), 'dog/1.png': png(8, 8), 'dog/.DS_Store': 'x', 'notes.txt': 'x' }, async (folder) => {
      const own = await openOwn(folder)
      assert.deepEqual(shapes(own), { image: 'float32 [6,4,3]', label: 'int32 [] cat/dog' })
      assert.equal(own.found.en, '3 images in 2 classes, colour, 6 × 4 (1 had another size and were resized)')
      assert.match(own.found['zh-cn'], /3 张图像，2 类，彩色，6 × 4（其中 1 张尺寸不同，已缩放）/)
      assert.equal(own.table.point(2).label, 'dog')
    })
  })

  it('of large images are made smaller', async () => {
    await inFolder({ 'a/1.png': png(300, 150), 'b/1.png': png(300, 150), 'b/2.png': png(300, 150) }, async (folder) =>
      assert.deepEqual(shapes(await openOwn(folder)), { image: 'float32 [64,128,1]', label: 'int32 [] a/b' }),
    )
  })

  it('of clips are folders of frames in class folders, and images of classes under train/ are none', async () => {
    const frames = (count: number): Record<string, Uint8Array> => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at + 1}.png`, png(6, 4)]))
    const clip = (path: string, count: number) => Object.fromEntries(Object.entries(frames(count)).map(([name, bytes]) => [`${path}/${name}`, bytes]))
    await inFolder({ ...clip('wave/a', 3), ...clip('wave/b', 5), ...clip('nod/a', 40) }, async (folder) => {
      const own = await openOwn(folder)
      assert.deepEqual(shapes(own), { video: 'float32 [32,4,6,1]', length: 'int32 []', label: 'int32 [] nod/wave' })
      assert.equal(own.found.en, '3 clips in 2 classes, grey, 4 × 6, 3 … 32 frames (1 had more: 32 taken evenly)')
      assert.match(own.found['zh-cn'], /3 段视频，2 类，灰度，4 × 6，3 … 32 帧（其中 1 段更长，均匀取 32 帧）/)
      const { label, image } = own.table.point(0)
      assert.deepEqual([label, image?.width, image?.height], ['nod', 6, 4])
    })
    await inFolder({ 'train/x/1.png': png(4, 4), 'train/y/2.png': png(4, 4), 'train/y/3.png': png(4, 4), 'test/x/4.png': png(4, 4) }, async (folder) =>
      assert.deepEqual(shapes(await openOwn(folder)), { image: 'float32 [4,4,1]', label: 'int32 [] x/y' }),
    )
  })

  it('of texts in class folders are divided 80, 10, 10, the same way each time', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at % 2 ? 'good' : 'bad'}/${at}.txt`, `text ${at}`]))
    await inFolder(files, async (folder) => {
      const own = await openOwn(folder)
      assert.deepEqual(shapes(own), { text: 'string []', label: 'int32 [] bad/good' })
      assert.deepEqual(sizes(own), [16, 2, 2])
      assert.deepEqual((await openOwn(folder)).table.splits, own.table.splits)
    })
  })

  it('under train/ and test/ keep that division', async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at < 10 ? 'train' : 'test'}/${at % 2 ? 'yes' : 'no'}/${at}.txt`, `text ${at}`]))
    await inFolder(files, async (folder) => {
      const own = await openOwn(folder)
      assert.deepEqual([sizes(own), shapes(own)['label']], [[9, 1, 2], 'int32 [] no/yes'])
      assert.deepEqual([...own.table.splits.test].map((row) => own.table.columns['text']!.values[row]).sort(), ['text 10', 'text 11'])
    })
  })

  it('of sounds', async () => {
    await inFolder({ 'a/1.wav': wave(), 'b/1.wav': wave(), 'b/2.wav': wave() }, async (folder) => {
      const own = await openOwn(folder)
      assert.deepEqual(shapes(own), { sound: 'float32 [3]', length: 'int32 []', label: 'int32 [] a/b' })
      assert.match(own.found.en, /^3 sounds in 2 classes, 8000 Hz/)
    })
  })

  it('in a CSV file, or in train.csv and test.csv beside a README', async () => {
    await inFolder(
      { 'x.csv': 'a,b,label\n1,2,u\n3,4,v\n5,6,u\n', 'set/train.csv': 'a,label\n1,u\n2,v\n3,u\n', 'set/test.csv': 'a,label\n9,v\n', 'set/README.md': 'about' },
      async (folder) => {
        const own = await openOwn(join(folder, 'x.csv'))
        assert.deepEqual([shapes(own), sizes(own)], [{ features: 'float32 [2]', label: 'int32 [] u/v' }, [1, 1, 1]])
        const divided = await openOwn(join(folder, 'set'))
        assert.deepEqual([[...divided.table.splits.test], divided.found.en], [[3], '4 rows; label: label; 1 numbers (features)'])
      },
    )
  })

  it('in idx files, by their folder or by one of them', async () => {
    const files = {
      'my-images-idx3-ubyte': Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6, 7]),
      'my-labels-idx1-ubyte': Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1]),
    }
    await inFolder(files, async (folder) => {
      assert.deepEqual(shapes(await openOwn(folder)), { image: 'float32 [1,1,1]', label: 'int32 [] 0/1' })
      assert.deepEqual(shapes(await openOwn(join(folder, 'my-labels-idx1-ubyte'))), { image: 'float32 [1,1,1]', label: 'int32 [] 0/1' })
    })
  })

  it('in a text file are characters in their order, or documents where it is named so', async () => {
    await inFolder({ 'novel.txt': 'abcdefghijklmnopqrst', 'many.lines.txt': 'one\n\ntwo\nthree\n' }, async (folder) => {
      const novel = await openOwn(join(folder, 'novel.txt'))
      assert.deepEqual(
        [[...novel.table.splits.test], [...novel.table.splits.validation]],
        [
          [18, 19],
          [16, 17],
        ],
      )
      const lines = await openOwn(join(folder, 'many.lines.txt'))
      assert.deepEqual(lines.table.columns['text']?.values, ['one', 'two', 'three'])
    })
  })

  it('in a text file that is empty, too short or no text are refused, each with what to do', async () => {
    const files = {
      'empty.txt': '',
      'short.md': 'Call me Ishmael.',
      'picture.txt': Buffer.from('GIF\0\0\0 and so on, for more than twenty bytes'),
      'old.txt': Buffer.from([0xd6, 0xd0]),
    }
    await inFolder(files, async (folder) => {
      await assert.rejects(openOwn(join(folder, 'empty.txt')), { code: 'data/short-text', message: /empty\.txt has 0 characters.* at least 20/ })
      await assert.rejects(openOwn(join(folder, 'short.md')), { code: 'data/short-text', message: /has 16 characters/, suggestion: /longer text/ })
      await assert.rejects(openOwn(join(folder, 'picture.txt')), { code: 'data/binary', suggestion: /plain text file/ })
      await assert.rejects(openOwn(join(folder, 'old.txt')), { code: 'data/encoding', suggestion: /UTF-8/ })
    })
  })

  it('too few for three splits are refused, with what each split would have', async () => {
    const files = {
      'two/a/1.png': png(4, 4),
      'two/b/1.png': png(4, 4),
      'header.csv': 'a,b,label\n',
      'rated/ratings.csv': 'user,item,rating\nu,i,5\nu,j,4\nv,i,3\nv,j,2\n',
    }
    await inFolder(files, async (folder) => {
      await assert.rejects(openOwn(join(folder, 'two')), {
        code: 'data/too-few',
        message: /two has too few rows \(2\): 2 for training, 0 for validation, 0 for testing/,
      })
      await assert.rejects(openOwn(join(folder, 'header.csv')), { code: 'data/too-few', message: /header\.csv has too few rows \(1\)/ })
      await assert.rejects(openOwn(join(folder, 'rated')), { code: 'data/too-few', message: /0 for testing/, suggestion: /five ratings/ })
    })
  })

  it('all of one class are refused, and told from those without classes', async () => {
    const texts = (below: string) => Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`${below}${at}.txt`, `text ${at}`]))
    await inFolder({ ...texts('one/only/'), ...texts('none/'), 'x.csv': 'a,label\n1,u\n2,u\n3,u\n' }, async (folder) => {
      await assert.rejects(openOwn(join(folder, 'one')), { code: 'data/one-class', message: /5 rows.*one.*"only"/, suggestion: /sub-folder/ })
      await assert.rejects(openOwn(join(folder, 'x.csv')), { code: 'data/one-class', message: /"u"/ })
      assert.deepEqual(shapes(await openOwn(join(folder, 'none'))), { text: 'string []' })
    })
  })

  it('that are not there, or that no reader knows, are refused with what would do', async () => {
    await inFolder({ 'x.bin': 'abc', 'empty/.keep': '', 'broken/a/1.png': png(2, 2).subarray(0, 40) }, async (folder) => {
      await assert.rejects(openOwn(join(folder, 'nowhere')), { code: 'data/path', message: /nowhere/ })
      await assert.rejects(openOwn(join(folder, 'x.bin')), { code: 'data/kind', suggestion: /PNG.*WAV|wav.*CSV/s })
      await assert.rejects(openOwn(join(folder, 'empty')), { code: 'data/kind' })
      await assert.rejects(openOwn(join(folder, 'broken')), { code: 'data/cut-short', message: /1\.png/ })
    })
  })
})
