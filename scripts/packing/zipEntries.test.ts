import assert from 'node:assert/strict'
import { partsOf } from './zipEntries.mjs'

describe('the parts of a package', () => {
  it('are its programs, packages and folders, largest first', () => {
    const entry = (name: string, packed: number) => ({ name, packed, bytes: packed * 2 })
    const entries = [
      entry('extension/package.json', 1),
      entry('extension/readme.md', 2),
      entry('extension/dist/cli.js', 30),
      entry('extension/dist/data/a.bin', 20),
      entry('extension/dist/data/b.bin', 25),
      entry('extension/node_modules/@esbuild/linux-x64/bin/esbuild', 50),
    ]
    assert.deepEqual(
      partsOf(entries).map(({ part, packed, files }) => `${part} ${packed} ${files}`),
      ['node_modules/@esbuild 50 1', 'dist/data 45 2', 'dist/cli.js 30 1', 'texts and manifest 3 2'],
    )
  })
})
