import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { GradlabError } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { installNode, planNode, type InstallOptions } from './installNode'
import { executableName, pinOf, placeOf, type NodePin } from './pin'

const version = '24.99.0'
/** Says its version as Node does. Windows starts no script by this name. */
const script = (said: string): string => `#!/bin/sh\necho ${said}\n`

type File = { readonly name: string; readonly type?: 'symlink' | 'file'; readonly linkname?: string; readonly text?: string }
const node: File = { name: `package/bin/${executableName}`, text: script(`v${version}`) }
const license: File = { name: 'package/LICENSE', text: 'MIT\n'.repeat(20_000) }

async function packed(files: readonly File[]): Promise<Buffer> {
  const archive = pack()
  for (const { text = '', ...header } of files) archive.entry(header, text)
  archive.finalize()
  return buffer(archive.pipe(createGzip({ level: 0 })))
}

const pinFor = (bytes: Buffer): NodePin => ({
  name: 'node-test',
  version,
  integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  downloadBytes: bytes.length,
})

describe('installing Node', () => {
  if (process.platform === 'win32') return // what stands for a Node here is a shell script
  const folder = temporaryFolder()
  let server: Server
  let registry: string
  let good: Buffer
  let answer: (response: ServerResponse) => void // with the tarball
  let said: object // of the package
  let asked: string[]

  before(async () => (good = await packed([license, node])))
  beforeEach(async () => {
    asked = []
    answer = (response) => response.end(good)
    server = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url === '/npm/file.tgz') answer(response)
      else if (request.url === `/npm/node-test/${version}`) response.end(JSON.stringify(said))
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm/`
    said = { dist: { tarball: `${registry}file.tgz`, unpackedSize: 1 } }
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const install = (pin: NodePin = pinFor(good), about: Partial<InstallOptions> = {}): Promise<string> =>
    installNode(pin, { folder: folder(), registry, signal: new AbortController().signal, onProgress: () => undefined, ...about })
  /** The error, and that nothing at all was left. */
  const fails = async (trial: Promise<string>): Promise<GradlabError> => {
    const thrown: unknown = await trial.then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.ok(thrown instanceof GradlabError, String(thrown))
    assert.deepEqual(readdirSync(folder()), [])
    return thrown
  }
  const serving = (bytes: Buffer): NodePin => {
    answer = (response) => response.end(bytes)
    return pinFor(bytes)
  }

  it('puts a Node that runs in its place, tells how far it is, and leaves nothing else', async () => {
    const progress: number[] = []
    const path = await install(pinFor(good), { onProgress: (received, total) => progress.push(received / total) })
    assert.equal(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout, `v${version}\n`)
    assert.deepEqual(
      readdirSync(folder(), { recursive: true }).sort(),
      [dirname(path), path].map((one) => one.slice(folder().length + 1)),
    )
    assert.equal(progress.at(-1), 1)
    assert.ok(progress.every((share, i) => share > (progress[i - 1] ?? 0)))
  })

  it('asks no one for a Node that is there, and replaces one that does not run', async () => {
    const path = await install()
    assert.equal(await install(), path)
    assert.equal(asked.length, 2)
    writeFileSync(path, script('v1.0.0'))
    await install()
    assert.equal(asked.length, 4)
    assert.equal(readFileSync(path, 'utf8'), node.text)
  })

  it('is planned without a word to the registry', async () => {
    const pin = pinFor(good)
    const path = placeOf(pin, folder())
    const plan = { version: `v${version}`, downloadBytes: good.length, registry, path }
    assert.deepEqual(await planNode(pin, folder(), registry), { ...plan, isInstalled: false })
    assert.deepEqual(asked, [])
    await install(pin)
    assert.deepEqual(await planNode(pin, folder(), registry), { ...plan, isInstalled: true })
  })

  it('refuses other bytes than the pinned ones, whatever the registry says of them', async () => {
    const other = Buffer.from(good)
    other[other.length - 20]! ^= 1
    answer = (response) => response.end(other)
    const { integrity } = pinFor(other)
    const error = await fails(install())
    assert.deepEqual([error.code, error.context['got'], error.context['expected']], ['node/integrity', integrity, pinFor(good).integrity])
  })

  it('does not even begin where the registry says that its bytes are others', async () => {
    said = { dist: { tarball: `${registry}file.tgz`, integrity: pinFor(Buffer.from('other')).integrity } }
    assert.equal((await fails(install())).code, 'node/integrity')
    assert.equal(asked.length, 1)
  })

  it('takes a registry that names several hashes, ours among them', async () => {
    said = { dist: { tarball: `${registry}file.tgz`, integrity: `sha1-AAAA ${pinFor(good).integrity}` } }
    await install()
  })

  it('ends with the reason when the connection is cut', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': good.length })
      response.write(good.subarray(0, 10_000), () => response.destroy())
    }
    const error = await fails(install())
    assert.equal(error.code, 'node/download')
    assert.match(error.message, /file\.tgz: \S/)
  })

  it('says how much has come when the server ends too early or does not end', async () => {
    answer = (response) => response.write(good.subarray(0, 10_000), () => response.end())
    assert.match((await fails(install())).message, new RegExp(`: 10000 / ${good.length} bytes$`))
    answer = (response) => void response.write(Buffer.concat([good, good]))
    assert.match((await fails(install())).message, new RegExp(`: > ${good.length} bytes$`))
  })

  it('ends at once when asked to, in the middle of the download', async () => {
    const abort = new AbortController()
    answer = (response) => void response.writeHead(200, { 'content-length': good.length }).write(good.subarray(0, 10_000))
    await assert.rejects(install(pinFor(good), { signal: abort.signal, onProgress: () => abort.abort() }), { name: 'AbortError' })
    assert.deepEqual(readdirSync(folder()), [])
  })

  it('ends when asked to after the last byte, too', async () => {
    const abort = new AbortController()
    const onProgress = (received: number, total: number): void => void (received === total && abort.abort())
    await assert.rejects(install(pinFor(good), { signal: abort.signal, onProgress }), { name: 'AbortError' })
    assert.deepEqual(readdirSync(folder()), [])
  })

  const archives: readonly (readonly [title: string, files: readonly File[], problem: RegExp])[] = [
    ['a path upwards', [node, { name: 'package/../../evil', text: 'evil' }], /leads out/],
    ['a path upwards in the manner of Windows', [{ name: 'package\\..\\..\\evil', text: 'evil' }, node], /leads out/],
    ['an absolute path', [{ name: '/tmp/gradlab-evil', text: 'evil' }, node], /leads out/],
    ['a link in place of Node', [{ name: node.name, type: 'symlink', linkname: '/bin/sh' }], /not one file/],
    ['two Nodes', [node, node], /not one file/],
    ['no Node', [license], /has no bin\/node/],
  ]
  for (const [title, files, problem] of archives) {
    it(`refuses an archive with ${title}`, async () => {
      const error = await fails(install(serving(await packed(files))))
      assert.equal(error.code, 'node/archive')
      assert.match(error.message, problem)
    })
  }

  it('refuses what is no archive, and one that ends early', async () => {
    assert.equal((await fails(install(serving(Buffer.from('no archive'))))).code, 'node/archive')
    assert.equal((await fails(install(serving(good.subarray(0, 30_000))))).code, 'node/archive')
  })

  it('keeps no Node that does not run here, or is another', async () => {
    const error = await fails(install(serving(await packed([{ ...node, text: '#!/nowhere/sh\n' }]))))
    assert.equal(error.code, 'node/broken')
    assert.match((await fails(install(serving(await packed([{ ...node, text: script('v1.2.3') }]))))).message, /--version: v1\.2\.3/)
  })

  it('says what the registry answers where it has no such package, or is none', async () => {
    assert.match((await fails(install({ ...pinFor(good), name: 'missing' }))).message, /missing\/24\.99\.0: HTTP 404/)
    said = { name: 'node-test' }
    assert.equal((await fails(install())).code, 'node/download')
    assert.equal((await fails(install(pinFor(good), { registry: 'nonsense/' }))).code, 'node/download')
  })

  it('has none for a platform that no one packs Node for', () => {
    for (const platform of ['plan9-x64', 'constructor']) assert.throws(() => pinOf(platform), { code: 'node/no-platform' })
  })

  it('twice at once gives one Node to both', async () => {
    const paths = await Promise.all([install(), install(), install()])
    assert.equal(new Set(paths).size, 1)
    assert.deepEqual(readdirSync(folder()), [dirname(paths[0]!).slice(folder().length + 1)])
    assert.equal(readFileSync(paths[0]!, 'utf8'), node.text)
  })

  it('that fails leaves another that is under way alone', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    answer = (response) => void held.then(() => response.end(good))
    const first = install()
    while (asked.length < 2) await new Promise(setImmediate)
    answer = (response) => response.destroy()
    await assert.rejects(install(), { code: 'node/download' })
    release()
    assert.ok(existsSync(await first))
  })

  it('removes what a killed one left, and nothing of one that lives', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const [dead, alive] = [`.installing-${pid}-abc`, `.installing-${process.pid}-abc`]
    for (const name of [dead, alive]) mkdirSync(join(folder(), name))
    await install()
    assert.deepEqual([existsSync(join(folder(), dead)), existsSync(join(folder(), alive))], [false, true])
  })

  if (existsSync('/dev/full')) {
    it('says so when the disk is full', async () => {
      const onProgress = (): void => {
        const [temporary] = readdirSync(folder())
        const target = join(folder(), temporary!, executableName)
        if (!existsSync(target)) symlinkSync('/dev/full', target)
      }
      const error = await fails(install(pinFor(good), { onProgress }))
      assert.equal(error.code, 'node/disk-full')
      assert.ok(statSync('/dev/full').isCharacterDevice())
    })
  }

  if (process.getuid?.() !== 0) {
    it('says so when the folder may not be written, before anything is downloaded', async () => {
      chmodSync(folder(), 0o500)
      const error = await fails(install())
      chmodSync(folder(), 0o700)
      assert.equal(error.code, 'disk/write')
      assert.deepEqual(asked, [])
    })
  }
})
