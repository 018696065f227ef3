import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productFolder } from '../places'

/** What the run's result may depend on besides its own source. The engine's fingerprint adds the run's Node and tfjs. */
export function versions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(join(productFolder, 'package.json'), 'utf8')) as { version: string }
  return { gradlab: version }
}
