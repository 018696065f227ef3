import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describeScaffolds } from './describeScaffolds'
import { startTestEngine } from './setUp'

describe("every scaffold's own tests, on wasm", () => {
  before(() => startTestEngine('wasm'))
  describeScaffolds(({ scaffold: { folder } }) => {
    const file = join(folder, 'model.test.ts')
    if (existsSync(file)) createRequire(__filename)(file)
    else
      it('has a model.test.ts', () => {
        throw new Error(`There is no ${file}`)
      })
  })
})
