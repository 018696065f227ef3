import { readFileSync } from 'node:fs'

/** @typedef {{ readonly name: string, readonly bytes: number, readonly packed: number }} ZipEntry */

/**
 * The files of a zip archive, from its central directory (PKWARE APPNOTE 4.3.12). Small archives only: no zip64.
 * @param {string} file
 * @returns {ZipEntry[]}
 */
export function readZipEntries(file) {
  const zip = readFileSync(file)
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) throw new Error(`${file} is no zip archive`)
  const entries = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28)
    entries.push({ name: zip.toString('utf8', at + 46, at + 46 + nameLength), packed: zip.readUInt32LE(at + 20), bytes: zip.readUInt32LE(at + 24) })
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * Sizes by the part of the product, largest first: a file of dist/ or of the root by itself, a package, else the folder.
 * @param {readonly ZipEntry[]} entries
 */
export function partsOf(entries) {
  /** @type {Map<string, { part: string, bytes: number, packed: number, files: number }>} */
  const parts = new Map()
  for (const { name, bytes, packed } of entries) {
    const part = partOf(name.replace(/^extension\//, ''))
    const sum = parts.get(part) ?? { part, bytes: 0, packed: 0, files: 0 }
    parts.set(part, { part, bytes: sum.bytes + bytes, packed: sum.packed + packed, files: sum.files + 1 })
  }
  return [...parts.values()].sort((a, b) => b.packed - a.packed)
}

/** @param {string} path */
function partOf(path) {
  const [first = '', second] = path.split('/')
  if (second === undefined) return 'texts and manifest'
  return first === 'dist' || first === 'node_modules' ? `${first}/${second}` : first
}
