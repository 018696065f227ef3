import assert from 'node:assert/strict'
import { GradlabError } from '../../../protocol'
import { inFolder } from '../inFolder.testing'
import { parseCells } from './csv'
import { readKnownCsv } from './numbers'
import { readOwnCsv } from './ownCsv'

const refused =
  (code: string, message: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof GradlabError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  }

describe('a CSV file', () => {
  for (const [title, text, header] of [
    ['names of its fields above numbers', 'a,b\n1,2\n', ['a', 'b']],
    ['a label column by its name', 'text,category\nhow are you,greeting\nhello,greeting\n', ['text', 'category']],
    ['numbers from the first line', '1,2\n3,4\n', undefined],
    ['words that come back below', 'good,yes\nbad,yes\ngood,no\n', undefined],
    ['a byte order mark and semicolons', '\uFEFFx;class\r\n1;2\r\n', ['x', 'class']],
    ['one line only', 'a,b\n', undefined],
  ] as const) {
    it(`with ${title} has ${header ? 'a header' : 'no header'}`, () => assert.deepEqual(parseCells(text, 'x.csv', 'detect').header, header))
  }

  it('keeps commas, quotes and line breaks of a quoted field', () => {
    assert.deepEqual(parseCells('"a, ""b""\nc",1\n', 'x.csv', false).lines, [['a, "b"\nc', '1']])
  })

  it('names the line that is too wide or too narrow', () => {
    assert.throws(() => parseCells('1,2\n3,4,5\n6,7\n', 'x.csv', false), refused('data/format', /x\.csv:2 .*2 fields.*3 fields/))
    assert.throws(() => parseCells('1,2\n3\n6,7\n', 'x.csv', false), refused('data/format', /x\.csv:2/))
    assert.throws(() => parseCells('', 'x.csv', false), refused('data/format', /x\.csv/))
  })

  it('is cut short where its last line is', () => {
    assert.throws(() => parseCells('1,2,3\n4,5,6\n7,', 'x.csv', false), refused('data/cut-short', /x\.csv:3 .*3 fields.*2 fields/))
    assert.throws(() => parseCells('text,label\n"a",b\n"never clo', 'x.csv', true), refused('data/cut-short', /"/))
  })
})

describe('a known CSV file', () => {
  const layout = {
    header: true,
    width: 3,
    label: 2,
    classes: [
      ['B', 'benign'],
      ['M', 'malignant'],
    ],
    numbers: { column: 'features', from: 0, shape: [2], scale: 1, bytes: false },
  } as const

  it('gives its numbers and the names of its classes', async () => {
    await inFolder({ 'x.csv': 'a,b,c\n1.5,-2e1,M\n0,.5,B\n' }, async (folder) => {
      const { columns } = await readKnownCsv(folder, [{ file: 'x.csv' }], layout)
      assert.deepEqual(columns['features'], { dtype: 'float32', shape: [2], values: Float32Array.of(1.5, -20, 0, 0.5), scale: 1 })
      assert.deepEqual(columns['label'], { dtype: 'int32', shape: [], values: Int32Array.of(1, 0), labels: ['benign', 'malignant'] })
    })
  })

  it('names line and column of what is not a number, and of a class that is not known', async () => {
    await inFolder({ 'x.csv': 'a,b,c\n1,2,M\n1,?,B\n', 'y.csv': 'a,b,c\n1,2,X\n', 'z.csv': 'a,b\n1,2\n' }, async (folder) => {
      await assert.rejects(readKnownCsv(folder, [{ file: 'x.csv' }], layout), refused('data/format', /x\.csv:3 \(b\).*"\?"/))
      await assert.rejects(readKnownCsv(folder, [{ file: 'y.csv' }], layout), refused('data/format', /y\.csv:2 \(c\).*B, M.*"X"/))
      await assert.rejects(readKnownCsv(folder, [{ file: 'z.csv' }], layout), refused('data/format', /3 fields.*2 fields/))
    })
  })

  it('refuses a count that a byte with its scale cannot mean', async () => {
    await inFolder({ 'x.csv': '3,17,1\n' }, (folder) =>
      assert.rejects(
        readKnownCsv(folder, [{ file: 'x.csv' }], {
          header: false,
          width: 3,
          label: 2,
          numbers: { column: 'image', from: 0, shape: [1, 2, 1], scale: 1 / 16, bytes: true },
        }),
        refused('data/format', /0 … 16.*17/),
      ),
    )
  })
})

describe("a CSV file of one's own", () => {
  it('has features of its numbers, text of its words, classes of words that repeat', async () => {
    const lines = ['size,note,color,Class,weight', '1,the first of them,red,b,0.5', '2,the second,blue,a,1', '3,the third one,red,b,2', '4,the fourth,blue,a,3']
    await inFolder({ 'x.csv': lines.join('\n') }, async (folder) => {
      const own = await readOwnCsv(folder, [{ file: 'x.csv' }])
      const { features, text, color, label } = own.rows.columns
      assert.deepEqual(features, { dtype: 'float32', shape: [2], values: Float32Array.of(1, 0.5, 2, 1, 3, 2, 4, 3), scale: 1 })
      assert.deepEqual(text?.values[1], 'the second')
      assert.deepEqual(color, { dtype: 'int32', shape: [], values: Int32Array.of(1, 0, 1, 0), labels: ['blue', 'red'] })
      assert.deepEqual(label, { dtype: 'int32', shape: [], values: Int32Array.of(1, 0, 1, 0), labels: ['a', 'b'] })
      assert.deepEqual([own.label, own.features, own.texts, own.categories], ['Class', ['size', 'weight'], ['note'], ['color']])
    })
  })

  it('has its label last where none is named, numbers in the order of numbers', async () => {
    await inFolder({ 'x.csv': '0.5,10\n1.5,9\n2.5,10\n' }, async (folder) => {
      const { columns } = (await readOwnCsv(folder, [{ file: 'x.csv' }])).rows
      assert.deepEqual(columns['label'], { dtype: 'int32', shape: [], values: Int32Array.of(1, 0, 1), labels: ['9', '10'] })
    })
  })

  it('has a target where the label is a measure', async () => {
    await inFolder({ 'x.csv': '1,0.5\n2,1.25\n' }, async (folder) => {
      const { columns } = (await readOwnCsv(folder, [{ file: 'x.csv' }])).rows
      assert.deepEqual(Object.keys(columns), ['features', 'target'])
      assert.deepEqual(columns['target']?.values, Float32Array.of(0.5, 1.25))
    })
  })

  it('has the label that is named so in Chinese, wherever it stands', async () => {
    await inFolder({ 'x.csv': '类别,身高\n猫,25.5\n狗,60\n猫,24\n' }, async (folder) => {
      const own = await readOwnCsv(folder, [{ file: 'x.csv' }])
      assert.deepEqual([own.label, own.features], ['类别', ['身高']])
    })
  })

  it('names the place of a number that float32 cannot hold', async () => {
    await inFolder({ 'x.csv': 'age,label\n40,a\n1e39,b\n' }, (folder) =>
      assert.rejects(readOwnCsv(folder, [{ file: 'x.csv' }]), refused('data/format', /x\.csv:3 \(age\).*3\.4e38.*"1e39"/)),
    )
  })

  it('names the place of a number that is missing', async () => {
    await inFolder({ 'x.csv': 'age,label\n40,a\nNA,b\n' }, (folder) =>
      assert.rejects(readOwnCsv(folder, [{ file: 'x.csv' }]), refused('data/format', /x\.csv:3 \(age\).*"NA"/)),
    )
  })
})
