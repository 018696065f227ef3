import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFakePackage } from './fakePackage'
import type { TensorflowPackage } from './find'
import { rememberedVerdict } from './remembered'
import type { TensorflowVerdict } from './verdict'

const passed: TensorflowVerdict = { state: 'passed', tensorflow: '2.9.1', device: 'cpu', card: '', missing: '' }
const failed: TensorflowVerdict = { state: 'failed', reason: 'probe-crashed', problem: 'SIGILL' }

describe('the remembered verdict', () => {
  let root: string
  let environment: NodeJS.ProcessEnv
  let found: TensorflowPackage
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gradlab-verdict-'))
    environment = { XDG_RUNTIME_DIR: root }
    found = { name: '@tensorflow/tfjs-node', version: '4.22.0', folder: writeFakePackage(root) }
  })
  afterEach(() => rmSync(root, { recursive: true }))

  /** How many probes a sequence of questions costs. */
  const countProbes = async (verdict: TensorflowVerdict, ...questions: { at?: number; before?: () => void }[]): Promise<number> => {
    let probes = 0
    for (const { at = 1e12, before } of questions) {
      before?.()
      const answer = await rememberedVerdict(found, async () => (probes++, verdict), environment, at)
      assert.deepEqual(answer, verdict)
    }
    return probes
  }

  it('is asked once', async () => assert.equal(await countProbes(passed, {}, { at: 1e12 + 3600_000 }), 1))
  it('is asked again after a day', async () => assert.equal(await countProbes(passed, {}, { at: 1e12 + 86_400_000 }), 2))
  it('is asked again soon after a failure', async () => assert.equal(await countProbes(failed, {}, { at: 1e12 + 10_000 }, { at: 1e12 + 61_000 }), 2))
  it('is asked again for a package that changed', async () =>
    assert.equal(await countProbes(passed, {}, { before: () => utimesSync(join(found.folder, 'package.json'), 1, 1) }), 2))
  it('is asked again where other libraries are found', async () =>
    assert.equal(await countProbes(passed, {}, { before: () => (environment['LD_LIBRARY_PATH'] = '/opt/cuda/lib64') }), 2))
  it('is asked again where the memory is torn', async () => {
    const memory = (): string => join(root, 'gradlab', 'tensorflow')
    const tear = (): void => readdirSync(memory()).forEach((name) => writeFileSync(join(memory(), name), '{"at":'))
    assert.equal(await countProbes(passed, {}, { before: tear }), 2)
  })
})
