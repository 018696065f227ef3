import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Suite } from 'mocha'
import type { ScaffoldFolder } from './scaffolds'

/** A suite of what a scaffold's model.test.ts tests, once more where this process has read it before. */
export function defineOwnTests({ folder }: ScaffoldFolder): Suite {
  const load = createRequire(__filename)
  const file = join(folder, 'model.test.ts')
  return describe('model.test.ts', () => {
    delete load.cache[file]
    if (existsSync(file)) load(file)
    else
      it('is there', () => {
        throw new Error(`There is no ${file}`)
      })
  })
}
