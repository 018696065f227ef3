import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mocha } from './mocha.mjs'

describe('the test runner', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gradlab-runner-'))))
  afterEach(() => rmSync(folder, { recursive: true }))
  const file = (name: string, source: string) => {
    writeFileSync(join(folder, name), source)
    return join(folder, name)
  }

  it('counts what passed, failed and was skipped', async () => {
    const source = "it('passes', () => {}); it('fails', () => { throw new Error('meant to fail') }); it.skip('is skipped', () => {}); it('is pending')"
    assert.deepEqual(await mocha([file('mixed.test.ts', source)], { isQuiet: true }), { passed: 1, failed: 1, skipped: 2 })
  })

  it('counts the same with several processes', async () => {
    const files = [file('a.test.ts', "it('a', () => {})"), file('b.test.ts', "it('b', () => {}); it.skip('c', () => {})")]
    assert.deepEqual(await mocha(files, { jobs: 2, isQuiet: true }), { passed: 2, failed: 0, skipped: 1 })
  })

  it('counts a file that cannot be loaded as failed', async () => {
    assert.equal((await mocha([file('broken.test.ts', "throw new Error('meant to fail to load')")], { isQuiet: true })).failed, 1)
  })

  it('counts a process that dies as failed', async () => {
    assert.equal((await mocha([file('dying.test.ts', "it('dies', () => process.kill(process.pid, 'SIGKILL'))")], { isQuiet: true })).failed, 1)
  })

  it('counts a process that is kept alive after its tests as failed', async () => {
    const source = "it('leaves a timer', () => void setInterval(() => {}, 1000))"
    assert.deepEqual(await mocha([file('open.test.ts', source)], { graceMs: 100, isQuiet: true }), { passed: 1, failed: 1, skipped: 0 })
  })

  it('counts nothing where there is no file', async () => {
    assert.deepEqual(await mocha([]), { passed: 0, failed: 0, skipped: 0 })
  })
})
