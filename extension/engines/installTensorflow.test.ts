import assert from 'node:assert/strict'
import { GradlabError } from '../../protocol'
import type { Editor } from '../editor'
import { createFakeServices, type Answers } from '../fakeServices'
import { installTensorflow } from './installTensorflow'

describe('Install TensorFlow Engine', () => {
  const installing: Answers = {
    'gradlab/engines/install': ({ engine }) => ({ folder: '/storage', package: engine === 'tensorflow' ? '@tensorflow/tfjs-node' : 'gpu' }),
  }

  it('installs what was chosen once its person has agreed', async () => {
    let terms = ''
    const { services, seen, daemon } = createFakeServices(['@tensorflow/tfjs-node-gpu', undefined], installing, {
      confirm: async (_message, detail) => {
        terms = detail
        return true
      },
    })
    await installTensorflow(services)
    for (const word of ['npm registry', 'GB', 'install script', 'CUDA 11.2', 'never run']) assert.ok(terms.includes(word), word)
    assert.deepEqual(daemon.calls.at(-1), { method: 'gradlab/engines/install', params: { engine: 'tensorflow-gpu' } })
    assert.match(seen.at(-1)!, /is installed and works: \/storage/)
  })

  it('installs nothing without a yes', async () => {
    const { services, daemon } = createFakeServices(['@tensorflow/tfjs-node', undefined], installing)
    await installTensorflow(services)
    assert.deepEqual(daemon.calls, [])
  })

  it('says how far it is', async () => {
    const { services, seen, daemon } = createFakeServices(['@tensorflow/tfjs-node', 'Install', undefined], {
      'gradlab/engines/install': () => {
        daemon.tell('gradlab/engines/installing', { phase: 'downloading', bytes: 345e6 })
        return { folder: '/storage', package: '@tensorflow/tfjs-node' }
      },
    })
    await installTensorflow(services)
    assert.ok(
      seen.some((line) => line.endsWith(': downloading, 345 MB on the disk')),
      seen.join('\n'),
    )
  })

  it('is canceled in the sidecar, too, and then says nothing more', async () => {
    const abort = new AbortController()
    const withCancel: Editor['withCancel'] = (_title, work) => work(abort.signal, () => undefined)
    const { services, daemon } = createFakeServices(
      ['@tensorflow/tfjs-node', 'Install'],
      {
        'gradlab/engines/cancelInstall': () => null,
        'gradlab/engines/install': () => {
          abort.abort()
          throw new GradlabError('install/canceled')
        },
      },
      { withCancel },
    )
    await installTensorflow(services)
    assert.deepEqual(
      daemon.calls.map(({ method }) => method),
      ['gradlab/engines/install', 'gradlab/engines/cancelInstall'],
    )
  })

  it('passes on why it failed', async () => {
    const { services } = createFakeServices(['@tensorflow/tfjs-node', 'Install'], {
      'gradlab/engines/install': () => {
        throw new GradlabError('install/npm')
      },
    })
    await assert.rejects(installTensorflow(services), { code: 'install/npm' })
  })

  it('removes what was installed', async () => {
    const { services, seen } = createFakeServices(['$(trash) Remove what was installed', undefined], {
      'gradlab/engines/uninstall': () => ({ wasThere: true }),
    })
    await installTensorflow(services)
    assert.match(seen.at(-1)!, /TensorFlow is removed/)
  })
})
