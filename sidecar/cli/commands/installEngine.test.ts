import assert from 'node:assert/strict'
import { GradlabError } from '../../../protocol'
import { fakeCli } from '../fakeCli'
import type { Services } from '../services'

describe('gradlab engines --install', () => {
  const brings = (asked: string[]): Partial<Services> => ({
    installEngine: async (engine, { onProgress }) => {
      asked.push(engine)
      onProgress({ phase: 'downloading', bytes: 12_000_000 })
      return { folder: '/home/me/engines' }
    },
  })

  it('says what it will bring from where, asks, and brings it on a yes', async () => {
    const asked: string[] = []
    const cli = fakeCli(brings(asked), { canAsk: true, answer: true, canDraw: true })
    assert.equal(await cli.run('engines', '--install', 'tensorflow-gpu'), 0)
    const text = cli.lines.join('\n')
    for (const word of [
      '@tensorflow/tfjs-node-gpu 4.22.0',
      'npm registry',
      'GB',
      'libtensorflow 2.9.1',
      'storage.googleapis.com',
      'CUDA 11.2',
      'cuDNN 8.1',
      'Hopper',
      'never run',
    ])
      assert.ok(text.includes(word), word)
    assert.match(text, /is installed and works: \/home\/me\/engines/)
    assert.match(cli.written.join(''), /downloading, 12/)
    assert.deepEqual(asked, ['tensorflow-gpu'])
  })

  it('speaks of no card for the package without', async () => {
    const cli = fakeCli(brings([]), { canAsk: true, answer: true, language: 'zh-cn' })
    assert.equal(await cli.run('engines', '--install', 'tensorflow'), 0)
    assert.match(cli.lines[0]!, /安装脚本/)
    assert.doesNotMatch(cli.lines.join('\n'), /CUDA/)
  })

  it('installs nothing on a no, nor where nobody can be asked', async () => {
    const asked: string[] = []
    const declined = fakeCli(brings(asked), { canAsk: true, answer: false })
    assert.equal(await declined.run('engines', '--install', 'tensorflow'), 0)
    const unasked = fakeCli(brings(asked))
    assert.equal(await unasked.run('engines', '--install', 'tensorflow'), 2)
    assert.match(unasked.errors.join(), /--yes/)
    assert.deepEqual(asked, [])
  })

  it('gives a script one object', async () => {
    const cli = fakeCli(brings([]))
    assert.equal(await cli.run('engines', '--install', 'tensorflow', '--yes', '--json'), 0)
    assert.deepEqual(JSON.parse(cli.lines.join('')), { event: 'installed', package: '@tensorflow/tfjs-node', folder: '/home/me/engines' })
  })

  it('is canceled by Ctrl-C', async () => {
    const cli = fakeCli({
      installEngine: (_engine, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as GradlabError))
          setImmediate(() => cli.interrupt())
        }),
    })
    assert.equal(await cli.run('engines', '--install', 'tensorflow', '--yes'), 130)
    assert.match(cli.errors.join(), /canceled; nothing is left/)
  })

  it('passes on why it failed', async () => {
    const cli = fakeCli({ installEngine: () => Promise.reject(new GradlabError('install/network', { problem: 'ENOTFOUND' })) })
    assert.equal(await cli.run('engines', '--install', 'tensorflow', '--yes'), 1)
    assert.match(cli.errors.join('\n'), /cannot reach its registry: ENOTFOUND\n.*proxy/)
  })

  it('refuses what it cannot install', async () => {
    const cli = fakeCli({})
    assert.equal(await cli.run('engines', '--install', 'torch'), 2)
    assert.match(cli.errors.join('\n'), /--install takes tensorflow \| tensorflow-gpu, not "torch"/)
  })

  it('uninstalls, and says whether there was anything', async () => {
    const cli = fakeCli({ uninstallEngine: async () => true })
    assert.equal(await cli.run('engines', '--uninstall'), 0)
    const none = fakeCli({ uninstallEngine: async () => false })
    await none.run('engines', '--uninstall')
    assert.deepEqual([cli.lines, none.lines], [['TensorFlow is removed.'], ['Gradlab has installed no TensorFlow.']])
  })
})
