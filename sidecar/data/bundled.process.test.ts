import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productFolder } from '../places'
import { openTable } from './open'
import type { Table } from './table'

describe('the bundled sets', () => {
  let folder: string
  const build = (name: string): void =>
    void execFileSync(process.execPath, ['--import', 'tsx', join(productFolder, 'scripts/buildData.mjs'), join(folder, name)], { cwd: productFolder })
  const open = (id: string): Promise<Table> => openTable(id, { bundled: join(folder, 'one'), cache: join(folder, 'cache') })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradlab-bundled-'))
    build('one')
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are the same bytes each time they are made, under 12 MB', () => {
    build('two')
    const files = (readdirSync(join(folder, 'one'), { recursive: true }) as string[]).filter((name) => statSync(join(folder, 'one', name)).isFile())
    for (const name of files) assert.ok(readFileSync(join(folder, 'one', name)).equals(readFileSync(join(folder, 'two', name))), name)
    assert.ok(files.reduce((sum, name) => sum + statSync(join(folder, 'one', name)).size, 0) < 12e6)
  })

  it('digits: ten classes, mixed in every split, no image in two of them', async () => {
    const { columns, splits } = await open('digits')
    assert.deepEqual([splits.train.length, splits.validation.length, splits.test.length], [7000, 1000, 2000])
    const { image, label } = columns
    assert.ok(image?.values instanceof Uint8Array && label?.dtype === 'int32')
    for (const rows of [splits.train, splits.validation, splits.test]) {
      for (let digit = 0; digit < 10; digit++) {
        const share = rows.filter((row) => label.values[row] === digit).length / rows.length
        assert.ok(share > 0.06 && share < 0.14, `${share} of ${digit}`)
      }
    }
    const values = image.values
    const pictures = (rows: Int32Array): Set<string> =>
      new Set(Array.from(rows, (row) => Buffer.from(values.subarray(row * 784, (row + 1) * 784)).toString('latin1')))
    const seen = pictures(splits.train)
    for (const each of pictures(splits.test)) assert.equal(seen.has(each), false)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255
    assert.ok(Math.abs(mean - 0.1307) < 0.005, String(mean)) // the published mean of MNIST's training images
  })

  it('spam-emails: half spam, and nothing of where a mail was collected', async () => {
    const { size, columns } = await open('spam-emails')
    const { text, label } = columns
    assert.ok(text?.dtype === 'string' && label?.dtype === 'int32')
    assert.equal(
      label.values.reduce((sum, value) => sum + value, 0),
      size / 2,
    )
    const all = text.values.join('\n')
    for (const trace of [
      /^(Received|Message-Id|X-[A-Z]\w+|Return-Path|Delivered-To):/m,
      /mailman\/listinfo/,
      /spamassassin/i,
      /jmason|netnoteinc/i,
      /https?:\/\//,
      /[\w.]+@[\w-]+\.\w/,
      /<\/?(html|body|table|font)\b/i,
      /mailing list\n.*@/,
    ]) {
      assert.deepEqual(trace.exec(all)?.[0], undefined)
    }
    assert.ok(text.values.every((body) => body.length <= 4000 && body.match(/[a-z']+/gi)!.length >= 20))
    assert.ok(text.values.filter((body) => body.includes('\n\n')).length > size / 2) // paragraphs are kept
    assert.equal(new Set(text.values).size, size)
  })

  it('ratings: labelled as generated, each item with a text, the newest with few ratings or none to train on', async () => {
    const { generated, columns, splits } = await open('ratings')
    const { user, item } = columns
    assert.ok(generated && user?.dtype === 'int32' && item?.dtype === 'int32' && item.texts)
    assert.ok(item.texts.every((text) => /^The \w+.*; \w+/.test(text)))
    const counts = new Int32Array(item.labels!.length)
    for (const row of splits.train) counts[item.values[row]!]!++
    assert.ok(counts.filter((count) => count < 3).length > 25 && Math.max(...counts) > 60)
    const rated = (rows: Int32Array): Set<string> => new Set(Array.from(rows, (row) => `${user.values[row]} ${item.values[row]}`))
    const seen = rated(splits.train)
    for (const pair of [...rated(splits.validation), ...rated(splits.test)]) assert.equal(seen.has(pair), false)
  })

  it('moby-dick: begins with the etymology, ends with the epilogue, in characters', async () => {
    const table = await open('moby-dick')
    const { columns, splits } = table
    const { character } = columns
    assert.ok(character?.dtype === 'int32' && character.labels)
    const start = Array.from(character.values.subarray(0, 400), (code) => character.labels![code]).join('')
    assert.match(start, /ETYMOLOGY/)
    assert.equal(splits.test.at(-1), character.values.length - 1)
    assert.match(table.point(splits.test.at(-1)! - 1).text ?? '', /another orphan\./)
  })
})
