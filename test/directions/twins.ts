import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from '../../protocol'
import { describeScaffolds } from './describeScaffolds'
import { defineOwnTests } from './ownTests'
import { startTestEngine } from './setUp'

/** What the suite of a model.test.ts is called that holds the scaffold to its twin. */
const title = 'the twin in PyTorch'

/** Holds every scaffold that has a twin to it on an engine, by that suite of its own tests. */
export function describeTwins(engine: EngineName): void {
  describe(`every scaffold that has a twin in PyTorch, on ${engine}`, () => {
    before(() => startTestEngine(engine))
    describeScaffolds(({ scaffold }) => {
      if (!existsSync(join(scaffold.folder, 'reference/model.py'))) return
      const own = defineOwnTests(scaffold)
      own.tests = []
      own.suites = own.suites.filter((suite) => suite.title === title)
      it('has tests that hold it to its twin', () => assert.ok(own.total() > 0, `model.test.ts has no test in a suite "${title}"`))
    })
  })
}
