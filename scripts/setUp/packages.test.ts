import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled } from './packages.mjs'

interface Locked {
  readonly version?: string
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync(join(__dirname, '../../package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }

describe('the locked packages', () => {
  it('hold the package of every platform, for `npm ci` refuses a lock file that lacks one the registry had not', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !above(path).some((folder) => `${folder}node_modules/${name}` in lock.packages))
        .map((name) => `${name} of ${path}`),
    )
    assert.deepEqual(missing, [])
  })

  it('have only the install scripts that docs/decisions 0004 and 0008 know to be needless', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace('node_modules/', ''))
    assert.deepEqual(scripted, ['@vscode/vsce-sign', 'core-js', 'esbuild', 'webgpu'])
  })

  it('never hold a native TensorFlow, which its user installs', () => {
    assert.deepEqual(
      Object.keys(lock.packages).filter((path) => path.includes('tfjs-node')),
      [],
    )
  })
})

describe('whether the installation is what is locked', () => {
  const a = { version: '1.0.0', integrity: 'sha512-a' }
  const cases: readonly (readonly [title: string, wanted: Record<string, object>, installed: Record<string, object>, expected: boolean])[] = [
    ['the same', { '': {}, a }, { a }, true],
    ['another version', { a }, { a: { ...a, version: '1.0.1' } }, false],
    ['other bytes', { a }, { a: { ...a, integrity: 'sha512-b' } }, false],
    ['one missing', { a, b: a }, { a }, false],
    ['one of another platform missing', { a, b: { ...a, optional: true } }, { a }, true],
    ['one that is no longer wanted', { a }, { a, b: a }, true],
  ]
  for (const [title, wanted, installed, expected] of cases) {
    it(title, () => assert.equal(isInstalled({ packages: wanted }, { packages: installed }), expected))
  }
})

/** The folders whose node_modules a package of the lock file can reach, as prefixes. */
function above(path: string): string[] {
  const parts = path.split('/node_modules/')
  return ['', ...parts.map((_, count) => `${parts.slice(0, count + 1).join('/node_modules/')}/`)]
}
