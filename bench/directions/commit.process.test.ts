import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { measuredCommit } from './commit'

describe('the commit that is measured', () => {
  const folder = temporaryFolder()
  const git = (...typed: string[]): string => {
    const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
    return execFileSync('git', typed, { cwd: folder(), encoding: 'utf8', env: { ...process.env, ...who } }).trim()
  }
  const write = (path: string, text: string): void => writeFileSync(join(folder(), path), text)

  it('is dirty with a changed or a new file, but not with other texts or results', async () => {
    git('init', '-q')
    mkdirSync(join(folder(), 'docs/results'), { recursive: true })
    write('model.ts', '1')
    write('README.md', 'a')
    git('add', '.')
    git('commit', '-qm', 'first')
    const head = git('rev-parse', 'HEAD')
    assert.equal(await measuredCommit(folder()), head)
    write('README.md', 'b')
    write('docs/results/01.json', '[]')
    assert.equal(await measuredCommit(folder()), head)
    write('other.ts', '2')
    assert.equal(await measuredCommit(folder()), `${head}-dirty`)
  })

  it('is unknown where there is no history', async () => assert.equal(await measuredCommit(folder()), 'unknown'))
})
