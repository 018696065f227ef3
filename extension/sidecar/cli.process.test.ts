import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCli } from './cli'

describe('running the command line from the editor', () => {
  let folder = ''
  before(() => (folder = mkdtempSync(join(tmpdir(), 'gradlab-cli-'))))
  after(() => rmSync(folder, { recursive: true }))
  const program = (source: string) => {
    const file = join(folder, 'program.js')
    writeFileSync(file, source)
    return file
  }

  it('passes each argument as it is, with no shell in between', async () => {
    const typed = ['new', 'a b', '$(touch x); "quoted" & 中文']
    const cli = createCli(program('console.log(JSON.stringify(process.argv.slice(2)))'), 'en', () => {})
    assert.deepEqual(JSON.parse((await cli(typed)).output), typed)
  })

  it('tells the language, runs as Node and drops NODE_OPTIONS', async () => {
    const source = "console.log(['GRADLAB_LANGUAGE', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'].map((name) => process.env[name] ?? '-').join(' '))"
    const before = process.env['NODE_OPTIONS']
    process.env['NODE_OPTIONS'] = '--no-such-option'
    try {
      assert.equal((await createCli(program(source), 'zh-cn', () => {})([])).output, 'zh-cn 1 -\n')
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS']
      else process.env['NODE_OPTIONS'] = before
    }
  })

  it('gives exit code, output and errors apart, also of Chinese cut between chunks, and logs the call', async () => {
    const source = "process.stderr.write('坏'.repeat(50000) + '\\n'); console.log('out'); process.exitCode = 2"
    const logged: string[] = []
    const result = await createCli(program(source), 'en', (text) => logged.push(text))(['engines'])
    assert.deepEqual(result, { exitCode: 2, output: 'out\n', errors: '坏'.repeat(50000) })
    assert.match(logged[0] ?? '', /^gradlab engines: exit code 2\n坏/)
  })

  it('gives the reason when the program is missing', async () => {
    const result = await createCli(join(folder, 'missing.js'), 'en', () => {})([])
    assert.equal(result.exitCode, 1)
    assert.match(result.errors, /Cannot find module/)
  })
})
