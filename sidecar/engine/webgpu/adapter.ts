import { GradlabError } from '../../../protocol'
import type { Dawn } from './dawn'

/** A graphics card under one of the interfaces that Dawn speaks. */
export interface AdapterName {
  readonly backend: string // vulkan, metal, d3d12 …
  readonly name: string
}

export interface FoundAdapter extends AdapterName {
  readonly adapter: GPUAdapter
  readonly isSoftware: boolean
  /** Whether the user chose it by its name. */
  readonly isNamed: boolean
  /** Keeps Dawn alive; whoever is done with the adapter lets it go. */
  readonly gpu: GPU
}

/**
 * The card that Dawn thinks fastest, or the one that the user asked for: `high-performance`, `low-power`, or part of a name as listed.
 * @returns undefined where there is none at all
 * @throws GradlabError engine/adapter, listing what there is
 */
export async function findAdapter(dawn: Dawn, asked: string): Promise<FoundAdapter | undefined> {
  const known = await listAdapters(dawn)
  if (known.length === 0) return undefined
  const preference = asked === '' ? 'high-performance' : preferences.find((one) => one === asked)
  const named = preference ? undefined : known.find((one) => describeAdapter(one).toLowerCase().includes(asked.toLowerCase()))
  if (!preference && !named) throw new GradlabError('engine/adapter', { asked, known: known.map(describeAdapter).join('; ') })
  const gpu = dawn.create(named ? [`backend=${named.backend}`, `adapter=${named.name}`] : [])
  const adapter = await gpu.requestAdapter(preference ? { powerPreference: preference } : {})
  if (!adapter) return undefined
  const { device } = adapter.info
  const listed = named ?? known.find(({ name }) => dashed(name) === dashed(device)) ?? { backend: known[0]!.backend, name: device }
  return { ...listed, adapter, isSoftware: isSoftware(adapter.info), isNamed: named !== undefined, gpu }
}
const preferences = ['high-performance', 'low-power'] as const

export const describeAdapter = ({ name, backend }: AdapterName): string => `${name} (${backend})`

/** Dawn's Node module has no list of adapters; asked for a name that no adapter has, it names them all in its refusal. */
export async function listAdapters(dawn: Dawn): Promise<AdapterName[]> {
  try {
    await dawn.create([`adapter=${nobody}`]).requestAdapter()
    return []
  } catch (refusal) {
    return parseRefusal(refusal instanceof Error ? refusal.message : String(refusal))
  }
}
const nobody = 'no adapter has this name'

/** Lines like ` * backend: 'vulkan', name: 'NVIDIA H200'`. The null backend computes nothing. */
export function parseRefusal(text: string): AdapterName[] {
  const found = [...text.matchAll(/backend: '([^'\n]*)', name: '(.*)'$/gm)].map(([, backend = '', name = '']) => ({ backend, name }))
  return found.filter(({ backend }) => backend !== 'null')
}

/** SwiftShader, lavapipe and WARP: Dawn knows them as processors. */
function isSoftware({ isFallbackAdapter, description, device }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${description} ${device}`)
}

const dashed = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
