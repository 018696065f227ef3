import { join } from 'node:path'
import { GradlabError } from '../../protocol'
import pins from './nodePins.json'

/** A package of the npm registry that is little more than a Node, and the bytes it must be. */
export interface NodePin {
  readonly name: string
  readonly version: string
  readonly integrity: string // `sha512-` and base64, as npm writes it
  readonly downloadBytes: number
}

/** @throws GradlabError node/no-platform */
export function pinOf(platform: string): NodePin {
  const known: Readonly<Record<string, NodePin>> = pins
  const pin = Object.hasOwn(known, platform) ? known[platform] : undefined
  if (!pin) throw new GradlabError('node/no-platform', { platform })
  return pin
}

/** Where a pinned Node lies once it is installed. A folder may serve several machines, so the name tells the platform. */
export function placeOf({ version }: NodePin, folder: string): string {
  return join(folder, `v${version}-${process.platform}-${process.arch}`, executableName)
}

export const executableName = process.platform === 'win32' ? 'node.exe' : 'node'
