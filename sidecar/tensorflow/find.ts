import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { productFolder } from '../places'
import { installedFolder, storageFolders } from './storage'

/** The packages that hold TensorFlow for Node, the one for graphics cards first. Frozen at this version: no later one was published. */
export const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const
export const tensorflowVersion = '4.22.0'

export interface TensorflowPackage {
  readonly name: (typeof tensorflowPackages)[number]
  readonly folder: string
  readonly version: string
}

export interface TensorflowSearch {
  readonly environment: NodeJS.ProcessEnv
  /** The experiment's folder, or where the terminal is. */
  readonly from: string
}

export interface Found {
  readonly found: TensorflowPackage | undefined
  /** Seen on the way, of a version that tfjs 4.22 was not made with. */
  readonly others: readonly TensorflowPackage[]
}

/**
 * The first package of: the folder that GRADLAB_TENSORFLOW names, what Gradlab installed, node_modules above the experiment, node_modules
 * beside the product. A named folder is the only one looked at. Reads a few package.json and nothing else: it is asked at every start.
 */
export function findTensorflow({ environment, from }: TensorflowSearch): Found {
  const others: TensorflowPackage[] = []
  for (const folder of candidates(environment, from)) {
    const seen = readPackage(folder)
    if (seen && isSuitable(seen.version)) return { found: seen, others }
    if (seen) others.push(seen)
  }
  return { found: undefined, others }
}

function* candidates(environment: NodeJS.ProcessEnv, from: string): Generator<string> {
  const named = environment['GRADLAB_TENSORFLOW']
  if (named) {
    yield named
    yield* within(named)
    return
  }
  for (const storage of storageFolders(environment)) yield* within(installedFolder(storage))
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    yield* within(folder)
    if (folder === dirname(folder)) break
  }
  yield* within(productFolder)
}

function* within(folder: string): Generator<string> {
  if (isAbsolute(folder)) for (const name of tensorflowPackages) yield join(folder, 'node_modules', ...name.split('/'))
}

function readPackage(folder: string): TensorflowPackage | undefined {
  try {
    const { name: written, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown; version?: unknown }
    const name = tensorflowPackages.find((each) => each === written)
    return name && typeof version === 'string' ? { name, folder, version } : undefined
  } catch {
    return undefined // none there, or not readable: the next place may have one
  }
}

/** Its kernels are written against one minor version of tfjs-core; ours is pinned. */
const isSuitable = (version: string): boolean => version.startsWith('4.22.')
