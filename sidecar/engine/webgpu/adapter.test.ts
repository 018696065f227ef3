import assert from 'node:assert/strict'
import { GradlabError } from '../../../protocol'
import { findAdapter, listAdapters, parseRefusal } from './adapter'
import type { Dawn } from './dawn'

/** What Dawn's Node module says when no adapter has the name asked for. */
const refusal = (...adapters: string[]): string => `no suitable backends found\nAvailable adapters:\n${adapters.map((one) => ` * ${one}\n`).join('')}`
const laptop = [
  "backend: 'vulkan', name: 'Intel(R) UHD Graphics 620'",
  "backend: 'vulkan', name: 'NVIDIA GeForce MX150'",
  "backend: 'null', name: 'Null backend'",
]

/** A Dawn with these adapters, which remembers how it was asked. */
function fakeDawn(adapters: readonly string[], info: Partial<GPUAdapterInfo> = {}): { dawn: Dawn; asked: unknown[] } {
  const asked: unknown[] = []
  const create = (options: readonly string[]): GPU =>
    ({
      requestAdapter: async (preference?: unknown) => {
        if (adapters.length === 0) return null
        if (options.some((option) => option.startsWith('adapter=no adapter'))) throw new Error(refusal(...adapters))
        asked.push(options, preference)
        return { info: { device: 'nvidia-geforce-mx150', description: 'driver 550', isFallbackAdapter: false, ...info } }
      },
    }) as unknown as GPU
  return { dawn: { globals: {}, create }, asked }
}

describe('the choice of a graphics card', () => {
  it('lists what Dawn offers, and not the backend that computes nothing', async () => {
    assert.deepEqual(await listAdapters(fakeDawn(laptop).dawn), [
      { backend: 'vulkan', name: 'Intel(R) UHD Graphics 620' },
      { backend: 'vulkan', name: 'NVIDIA GeForce MX150' },
    ])
    assert.deepEqual(await listAdapters(fakeDawn([]).dawn), [])
    assert.deepEqual(parseRefusal('something else went wrong'), [])
  })

  it('takes the fastest unless told otherwise, under the name that the list has for it', async () => {
    const { dawn, asked } = fakeDawn(laptop)
    const found = (await findAdapter(dawn, ''))!
    assert.deepEqual([found.name, found.backend, found.isNamed, found.isSoftware], ['NVIDIA GeForce MX150', 'vulkan', false, false])
    assert.deepEqual(asked, [[], { powerPreference: 'high-performance' }])
  })

  it('passes a preference on', async () => {
    const { dawn, asked } = fakeDawn(laptop)
    await findAdapter(dawn, 'low-power')
    assert.deepEqual(asked, [[], { powerPreference: 'low-power' }])
  })

  it('finds a card by a part of its name, whatever its letters’ case', async () => {
    const { dawn, asked } = fakeDawn(laptop)
    assert.deepEqual([(await findAdapter(dawn, 'uhd'))!.name, asked[0]], ['Intel(R) UHD Graphics 620', ['backend=vulkan', 'adapter=Intel(R) UHD Graphics 620']])
    assert.equal((await findAdapter(dawn, 'uhd'))!.isNamed, true)
  })

  it('refuses a name that no card has, with the names that there are', async () => {
    await assert.rejects(
      findAdapter(fakeDawn(laptop).dawn, 'Voodoo'),
      (error) =>
        error instanceof GradlabError &&
        error.code === 'engine/adapter' &&
        error.message.includes('Intel(R) UHD Graphics 620 (vulkan); NVIDIA GeForce MX150 (vulkan)'),
    )
  })

  it('finds none where there is none, whatever was asked for', async () => {
    for (const asked of ['', 'low-power', 'Voodoo']) assert.equal(await findAdapter(fakeDawn([]).dawn, asked), undefined)
  })

  for (const info of [
    { isFallbackAdapter: true },
    { device: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
    { device: 'Microsoft Basic Render Driver' },
    { description: 'SwiftShader driver 5.0.0' },
  ])
    it(`knows a processor that stands in for a card by ${JSON.stringify(info)}`, async () => {
      assert.equal((await findAdapter(fakeDawn(laptop, info).dawn, ''))!.isSoftware, true)
    })
})
