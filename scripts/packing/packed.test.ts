import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listFiles, PackageManager } from '@vscode/vsce'

const shown = [
  'directions/01-idea/direction.json',
  'directions/01-idea/picture.svg',
  'directions/01-idea/text/README.md',
  'directions/01-idea/text/README.zh-cn.md',
  'directions/01-idea/text/model.ts',
  'directions/01-idea/text/reference/model.py',
  'dist/dawn/dawn.node',
  'dist/webviews/gallery.css',
  'dist/webviews/gallery.js',
  'docs/results/01.json',
  'extension/activityBar.svg',
]
const leftOut = [
  'directions/01-idea/text/model.test.ts',
  'directions/01-idea/text/golden/cpu.json',
  'directions/01-idea/bench.json',
  'directions/_template/direction.json',
  'dist/webviews/gallery.js.map',
  'docs/ARCHITECTURE.md',
  'docs/results/notes.md',
  'webviews/gallery/app.ts',
]

describe('the package', () => {
  it('holds what the gallery shows and opens, and no tests, goldens or sources of panels', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-packed-'))
    try {
      for (const path of [...shown, ...leftOut]) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), '')
      }
      await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'x', publisher: 'x', version: '1.0.0', engines: { vscode: '^1.100.0' } }))
      await copyFile(join(__dirname, '..', '..', '.vscodeignore'), join(folder, '.vscodeignore'))
      const packed = await listFiles({ cwd: folder, packageManager: PackageManager.None })
      assert.deepEqual(packed.map((path) => path.replaceAll('\\', '/')).sort(), [...shown, 'package.json'].sort())
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
