import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GradlabError } from '../../protocol'
import { entryOf } from './catalogue'
import { downloadSet } from './download'
import type { DataPlaces } from './open'
import type { CatalogueEntry } from './sets/entry'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) % 256))
const sha256 = createHash('sha256').update(content).digest('hex')

describe('downloading a set', () => {
  let server: Server
  let folder: string
  let places: DataPlaces
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  let cut: () => void // called as bytes arrive
  let asked: (string | undefined)[] // the Range header of each request

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gradlab-download-'))
    places = { bundled: join(folder, 'bundled'), cache: join(folder, 'cache') }
    asked = []
    cut = () => undefined
    server = createServer((request, response) => {
      asked.push(request.headers.range)
      answer(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })

  const set = (changed: Partial<{ bytes: number; sha256: string }> = {}): CatalogueEntry => ({
    ...entryOf('tinyshakespeare')!,
    files: [
      {
        path: 'input.txt',
        download: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/input.txt`, bytes: content.length, sha256, ...changed },
      },
    ],
  })
  const file = (name = 'input.txt'): string => join(places.cache, 'tinyshakespeare', name)
  const putPart = (bytes: Buffer): void => {
    mkdirSync(join(places.cache, 'tinyshakespeare'), { recursive: true })
    writeFileSync(file('input.txt.part'), bytes)
  }
  const withRanges = (request: IncomingMessage, response: ServerResponse): void => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` })
    response.end(content.subarray(from))
  }
  const fails = async (entry: CatalogueEntry): Promise<GradlabError> => {
    const thrown: unknown = await downloadSet(entry, places, { onProgress: () => cut() }).then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.ok(thrown instanceof GradlabError, String(thrown))
    return thrown
  }

  it('puts the whole file in its place and tells how far it is', async () => {
    answer = withRanges
    const progress: [number, number][] = []
    await downloadSet(set(), places, { onProgress: (received, total) => progress.push([received, total]) })
    assert.deepEqual(readFileSync(file()), content)
    assert.equal(existsSync(file('input.txt.part')), false)
    assert.deepEqual(progress.at(-1), [content.length, content.length])
    assert.ok(progress.every(([received], at) => received >= (progress[at - 1]?.[0] ?? 0)))
  })

  it('does not ask again for a file that is there', async () => {
    answer = withRanges
    await downloadSet(set(), places)
    await downloadSet(set(), places)
    assert.equal(asked.length, 1)
  })

  it('asks only for what is missing of a file that was begun', async () => {
    answer = withRanges
    putPart(content.subarray(0, 100_000))
    await downloadSet(set(), places)
    assert.deepEqual(asked, ['bytes=100000-'])
    assert.deepEqual(readFileSync(file()), content)
  })

  it('begins anew where the server knows no ranges', async () => {
    answer = (_, response) => response.end(content)
    putPart(Buffer.from('other bytes than those of the file'))
    await downloadSet(set(), places)
    assert.deepEqual(readFileSync(file()), content)
  })

  it('goes on by itself after a connection was cut', async () => {
    answer = (request, response) => {
      if (asked.length > 1) {
        withRanges(request, response)
        return
      }
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 50_000))
      cut = () => response.destroy()
    }
    await downloadSet(set(), places, { onProgress: () => cut() })
    assert.deepEqual(readFileSync(file()), content)
    assert.match(asked[1]!, /^bytes=\d+-$/)
  })

  it('keeps what has arrived when the server stays away, for the next call', async () => {
    answer = (_, response) => {
      if (asked.length > 1) {
        response.destroy()
        return
      }
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 50_000))
      cut = () => response.destroy()
    }
    const error = await fails(set())
    assert.equal(error.code, 'data/download')
    const kept = readFileSync(file('input.txt.part'))
    assert.ok(kept.length > 0 && kept.equals(content.subarray(0, kept.length)))
    assert.equal(existsSync(file()), false)
    answer = withRanges
    await downloadSet(set(), places)
    assert.deepEqual(readFileSync(file()), content)
  })

  it('refuses other bytes than the published ones and removes them', async () => {
    answer = withRanges
    const error = await fails(set({ sha256: '0'.repeat(64) }))
    assert.equal(error.code, 'data/checksum')
    assert.equal(error.context['got'], sha256)
    assert.equal(existsSync(file()), false)
    assert.equal(existsSync(file('input.txt.part')), false)
  })

  it('refuses a longer file without writing all of it', async () => {
    answer = withRanges
    assert.equal((await fails(set({ bytes: 1000 }))).code, 'data/download')
    assert.equal(existsSync(file()), false)
  })

  it('names address and answer where there is no such file', async () => {
    answer = (_, response) => response.writeHead(404).end('no')
    const error = await fails(set())
    assert.equal(error.code, 'data/download')
    assert.match(error.message, /127\.0\.0\.1.*HTTP 404/)
  })

  it('says why where there is no server', async () => {
    const entry = set()
    await new Promise((resolve) => server.close(resolve))
    const error = await fails(entry)
    server.listen(0) // for afterEach
    assert.equal(error.code, 'data/download')
    assert.match(error.message, /ECONNREFUSED/)
  })

  it('ends when asked to, keeping what has arrived', async () => {
    const abort = new AbortController()
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 50_000))
    }
    await assert.rejects(downloadSet(set(), places, { signal: abort.signal, onProgress: () => abort.abort() }), { name: 'AbortError' })
    assert.ok(readFileSync(file('input.txt.part')).length > 0)
  })

  if (existsSync('/dev/full')) {
    it('says so when the disk is full', async () => {
      answer = withRanges
      mkdirSync(join(places.cache, 'tinyshakespeare'), { recursive: true })
      symlinkSync('/dev/full', file('input.txt.part'))
      const error = await fails(set())
      assert.equal(error.code, 'data/disk-full')
      assert.match(error.suggestion, /gradlab data tinyshakespeare/)
    })
  }

  it('sends to the publisher for a set that cannot be downloaded', async () => {
    const error = await fails(entryOf('fsdd')!)
    assert.equal(error.code, 'data/folder-only')
    assert.match(error.suggestion, /github\.com\/Jakobovski.*GRADLAB_DATA/)
  })
})
