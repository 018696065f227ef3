import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { runtimeFolder, socketPath } from './runtimeFolder'

describe('where sockets are', () => {
  const folder = temporaryFolder()

  it('is a named pipe on Windows, whatever folders there are', () => {
    assert.equal(socketPath('run-1f', {}, 'win32'), '\\\\.\\pipe\\gradlab-run-1f')
  })

  it('is a folder of this user alone elsewhere, below the one the system gives', function () {
    if (process.platform === 'win32') return
    const environment = { XDG_RUNTIME_DIR: folder() }
    assert.equal(dirname(socketPath('run-1f', environment, 'linux')), join(folder(), 'gradlab'))
    assert.equal(statSync(runtimeFolder(environment)).mode & 0o777, 0o700)
  })

  it('leaves room for a socket under the limit of 108 characters', () => {
    assert.ok(socketPath(`daemon-${'f'.repeat(16)}-${'f'.repeat(8)}`, {}, 'linux').length < 104)
  })
})
