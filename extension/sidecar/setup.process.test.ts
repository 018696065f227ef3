import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { createSetup } from './setup'

const program = join(__dirname, '..', '..', 'dist', 'setup.js')

describe('the extension and the program that installs', function () {
  this.timeout(30_000)
  const folder = temporaryFolder()
  const quiet = { signal: new AbortController().signal, onPercent: () => undefined }
  const registryBefore = process.env['npm_config_registry']
  let server: Server
  let registry: string
  let asked: string[]
  let answer: (response: ServerResponse) => void // with the archive

  beforeEach(async () => {
    asked = []
    server = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url === '/file.tgz') answer(response)
      else response.end(JSON.stringify({ dist: { tarball: `${registry}file.tgz` } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    process.env['npm_config_registry'] = registry
  })
  afterEach(async () => {
    if (registryBefore === undefined) delete process.env['npm_config_registry']
    else process.env['npm_config_registry'] = registryBefore
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const setup = () => createSetup({ program, folder: folder() })
  /** A program of the test's making in place of ours. */
  const saying = (script: string) => {
    const fake = join(folder(), 'fake.js')
    writeFileSync(fake, script)
    return createSetup({ program: fake, folder: folder() })
  }

  it('plans for this machine from the registry of the user, and asks it nothing', async () => {
    const { downloadBytes, path, isInstalled, ...plan } = await setup().plan()
    assert.match(plan.version, /^v24\./)
    assert.equal(plan.registry, registry)
    assert.ok(downloadBytes > 30e6 && path.startsWith(folder()) && !isInstalled)
    assert.deepEqual(asked, [])
  })

  it('refuse what is not the pinned Node, with the reason', async () => {
    answer = (response) => response.end(Buffer.alloc(1000))
    await assert.rejects(setup().install(quiet.signal, quiet.onPercent), { code: 'node/download', message: /: 1000 \/ \d+ bytes$/ })
    const { downloadBytes } = await setup().plan()
    answer = (response) => response.end(Buffer.alloc(downloadBytes))
    const percents: number[] = []
    await assert.rejects(
      setup().install(quiet.signal, (percent) => percents.push(percent)),
      { code: 'node/integrity' },
    )
    assert.equal(percents.at(-1), 100)
    assert.ok(percents.every((percent, i) => percent > (percents[i - 1] ?? 0)))
    assert.deepEqual(readdirSync(folder()), [])
  })

  it('end in the middle when the person cancels, and leave nothing', async () => {
    const abort = new AbortController()
    answer = (response) => void response.writeHead(200).write(Buffer.alloc(2_000_000))
    let isSeen = false
    const path = await setup().install(abort.signal, () => {
      isSeen = readdirSync(folder()).length === 1
      abort.abort()
    })
    assert.deepEqual([path, isSeen, readdirSync(folder())], [undefined, true, []])
  })

  it('end at once when it was canceled before it began', async () => {
    answer = (response) => void response.writeHead(200).write(Buffer.alloc(2_000_000))
    assert.equal(await setup().install(AbortSignal.abort(), quiet.onPercent), undefined)
    assert.deepEqual(readdirSync(folder()), [])
  })

  it('know the path of what was installed, whatever else is printed', async () => {
    const lines = ['a wrapper says hello', '{"kind":"progress","percent":"many"}', '{"kind":"progress","percent":7}', '{"kind":"installed","path":"/n/node"}']
    const percents: number[] = []
    const path = await saying(`console.log(${JSON.stringify(lines.join('\n'))})`).install(quiet.signal, (percent) => percents.push(percent))
    assert.deepEqual([path, percents], ['/n/node', [7]])
  })

  it('tell how the program died where it said nothing', async () => {
    const install = (script: string) => saying(script).install(quiet.signal, quiet.onPercent)
    await assert.rejects(install('throw new Error("it broke")'), { code: 'internal', message: /it broke/ })
    await assert.rejects(install('console.log(JSON.stringify({ kind: "progress", percent: 5 })); process.exit(3)'), { message: /exit code 3/ })
  })
})
