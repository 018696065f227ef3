import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../test/support/folder'
import { processesWith } from './processes.mjs'

const guard = fileURLToPath(new URL('guard.mjs', `file://${__dirname}/`))
const isLinux = process.platform === 'linux'

describe('the guard of an editor', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()

  /** A program that starts another, neither of which ends by itself or by SIGTERM. */
  function stubborn(): string {
    const program = join(folder(), 'stubborn.js')
    writeFileSync(
      program,
      `process.on('SIGTERM', () => {})
       if (process.argv[2] !== 'child') require('node:child_process').spawn(process.execPath, [__filename, 'child'], { stdio: 'inherit' })
       else console.log('both run')
       setInterval(() => {}, 1000)`,
    )
    return program
  }

  it('ends a program and its children when whoever started it was killed', async () => {
    const owner = spawn(
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').spawn(process.execPath, process.argv.slice(1), { detached: true, stdio: ['pipe', 'inherit', 'inherit'] })
         child.unref()
         setInterval(() => {}, 1000)`,
        guard,
        stubborn(),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GRADLAB_TEST_FOLDER: folder() } },
    )
    await once(owner.stdout, 'data')
    if (isLinux) assert.equal(processesWith('GRADLAB_TEST_FOLDER', folder()).length, 4)
    const ended = once(owner.stdout, 'close') // the last process that holds it has ended
    owner.kill('SIGKILL')
    await ended
    assert.deepEqual(processesWith('GRADLAB_TEST_FOLDER', folder()), [])
  })
})
