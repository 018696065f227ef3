import { describeScaffolds } from './describeScaffolds'
import { defineOwnTests } from './ownTests'
import { startTestEngine } from './setUp'

describe("every scaffold's own tests, on wasm", () => {
  before(() => startTestEngine('wasm'))
  describeScaffolds(({ scaffold }) => void defineOwnTests(scaffold))
})
