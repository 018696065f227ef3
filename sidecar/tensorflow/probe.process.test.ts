import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFakePackage, type FakePackage } from './fakePackage'
import { probeTensorflow } from './probe'
import type { TensorflowVerdict } from './verdict'

describe('the probe of a TensorFlow', () => {
  const root = mkdtempSync(join(tmpdir(), 'gradlab-probe-'))
  after(() => rmSync(root, { recursive: true }))
  let count = 0
  const probe = (behaves: FakePackage['behaves'], options = {}): Promise<TensorflowVerdict> =>
    probeTensorflow(writeFakePackage(join(root, String(count++)), behaves ? { behaves } : {}), options)
  const failure = async (verdict: Promise<TensorflowVerdict>) => {
    const found = await verdict
    assert.equal(found.state, 'failed')
    return found as Extract<TensorflowVerdict, { state: 'failed' }>
  }

  it('passes one that computes right', async () =>
    assert.deepEqual(await probe('well'), { state: 'passed', tensorflow: '2.9.1', device: 'cpu', card: '', missing: '' }))

  it('passes one that does without the graphics card, and names what it looked for', async () => {
    const verdict = await probe('lacksCuda')
    assert.equal(verdict.state === 'passed' && verdict.missing, 'libcudart.so.11.0, libcudnn.so.8')
  })

  it('survives one that crashes, and gives signal and fatal line', async () => {
    const { reason, problem } = await failure(probe('aborts'))
    assert.equal(reason, 'probe-crashed')
    assert.match(problem, /SIGABRT|exit code/)
    assert.match(problem, /compiled to use AVX/)
  })

  it('ends one that hangs', async () => {
    assert.deepEqual(await failure(probe('hangs', { timeoutMs: 3000 })), { state: 'failed', reason: 'probe-hung', problem: '3' })
  })

  it('names the library that is missing', async () => {
    assert.deepEqual(await failure(probe('lacksLibrary')), { state: 'failed', reason: 'library-missing', problem: 'libtensorflow.so.2' })
  })

  it('fails one that computes wrong, and says what it gave', async () => {
    const { reason, problem } = await failure(probe('computesWrong'))
    assert.equal(reason, 'probe-failed')
    assert.match(problem, /gave 0, 0, 0, 0, 0, 0 instead of 8/)
  })

  it('ends with the signal', async () => {
    const abort = new AbortController()
    const ended = assert.rejects(probe('hangs', { signal: abort.signal }), /enough/)
    setTimeout(() => abort.abort(new Error('enough')), 300)
    await ended
  })
})
