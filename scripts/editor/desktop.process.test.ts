import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { Stop } from '../setUp/stop.mjs'
import { hasDesktop, openDesktop } from './desktop.mjs'

describe('desktop VS Code', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  const path = process.env['PATH']
  afterEach(() => (process.env['PATH'] = path))

  /** A `code` that notes what it was asked, a line each time, and ends with 1 where the line holds this word. */
  function fakeCode(refused = 'nothing'): () => string[] {
    const asked = join(folder(), 'asked')
    if (process.platform === 'win32') {
      writeFileSync(join(folder(), 'code.cmd'), `@echo %*>>"${asked}"\r\n@echo %*| findstr /c:"${refused}" >nul && exit /b 1\r\n@exit /b 0\r\n`)
    } else {
      const script = `#!/bin/sh\necho "$*" >> '${asked}'\ncase "$*" in *${refused}*) exit 1 ;; esac\n`
      writeFileSync(join(folder(), 'code'), script, { mode: 0o755 })
    }
    process.env['PATH'] = `${folder()}${delimiter}${path}`
    return () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split(/\r?\n/) : [])
  }

  it('is there where `code` is on PATH, and not without', () => {
    process.env['PATH'] = folder()
    assert.equal(hasDesktop(), false)
    fakeCode()
    assert.equal(hasDesktop(), true)
  })

  it('gets the extension installed before its window opens', async () => {
    const asked = fakeCode()
    await openDesktop('/made/gradlab.vsix', '/made/sample folder')
    const given = asked().map((line) => line.replaceAll('"', ''))
    assert.deepEqual(given, ['--install-extension /made/gradlab.vsix --force', '--new-window /made/sample folder'])
  })

  it('opens no window where the extension was refused', async () => {
    const asked = fakeCode('--install-extension')
    await assert.rejects(openDesktop('/made/gradlab.vsix', '/made/sample'), Stop)
    assert.equal(asked().length, 1)
  })
})
