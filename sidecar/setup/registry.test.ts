import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { registryOf } from './registry'

describe('the npm registry of a user', () => {
  const home = temporaryFolder()
  const check = (npmrc: string, environment: Record<string, string>, expected: string) => {
    writeFileSync(join(home(), '.npmrc'), npmrc)
    assert.equal(registryOf(environment, home()), expected)
  }

  it("is npm's where the user names none", () => {
    assert.equal(registryOf({}, home()), 'https://registry.npmjs.org/')
    check('# registry=https://no.example/\n@scope:registry=https://no.example/\nregistry=\n', {}, 'https://registry.npmjs.org/')
  })

  it("is what the user's .npmrc says last, with its variables put in", () => {
    check('registry=https://a.example/\r\nregistry = "https://b.example/npm"\r\n', {}, 'https://b.example/npm/')
    check('registry=https://${HOST}/', { HOST: 'c.example' }, 'https://c.example/')
  })

  it("is npm's variable, before any file", () => {
    check('registry=https://a.example/', { NPM_CONFIG_REGISTRY: 'https://d.example' }, 'https://d.example/')
  })

  it('is read from the file that npm is told to read', () => {
    const file = join(home(), 'other')
    writeFileSync(file, 'registry=https://e.example/')
    check('registry=https://a.example/', { npm_config_userconfig: file }, 'https://e.example/')
  })

  it('is not what the .npmrc of the folder says in which the program runs', () => {
    const before = process.cwd()
    process.chdir(home())
    try {
      writeFileSync('.npmrc', 'registry=https://evil.example/')
      assert.equal(registryOf({}, join(home(), 'elsewhere')), 'https://registry.npmjs.org/')
    } finally {
      process.chdir(before)
    }
  })
})
