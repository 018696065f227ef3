import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from '../test/support/folder'

describe('npm run directions:bench', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()

  async function fails(names: string[], data: string | undefined, message: RegExp, expectedCode = 1): Promise<void> {
    const typed = ['--import', 'tsx', join(__dirname, 'directions.ts'), ...names]
    const { GRADLAB_DATA: _unset, ...environment } = process.env
    const env = { ...environment, XDG_CACHE_HOME: folder(), ...(data !== undefined && { GRADLAB_DATA: data }) }
    const { code, output, error } = await new Promise<{ code: unknown; output: string; error: string }>((resolve) =>
      execFile(process.execPath, typed, { cwd: join(__dirname, '..'), env }, (thrown, output, error) => resolve({ code: thrown?.code, output, error })),
    )
    assert.equal(code, expectedCode, error)
    assert.match(error, message)
    assert.equal(output, '', 'nothing was begun')
  }

  it('says before anything is trained that it needs a folder of data, and which', () =>
    fails(['01/text'], undefined, /GRADLAB_DATA is not set\. Set it to a folder that holds these, a folder each: movie-reviews\.\n$/))
  it('says so where an empty name, or a folder that is not there, stands for it', async () => {
    await fails(['01/text'], '', /GRADLAB_DATA is not set/)
    await fails(['01/text'], join(folder(), 'none'), /GRADLAB_DATA is .*none, which is not there/)
  })
  it('says before anything is trained which file of which set is missing', () => fails(['01/image'], folder(), /[^]*fashion-mnist/))
  it('names what it could measure, with the exit code of wrong usage', () =>
    fails(['01', '99'], folder(), /Nothing is measured of 99\. There are: 01\/text, 01\/image, /, 2))
})
