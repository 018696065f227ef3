import assert from 'node:assert/strict'
import { lensesOf } from './lenses'

describe('the lenses of an experiment', () => {
  const source = '// defineExperiment( in a comment\n\nexport default defineExperiment({})\n'

  it('stand above the call of defineExperiment: train, a variant, compare, look', () => {
    const lenses = lensesOf('file:///x/model.ts', source, 'en')
    assert.deepEqual(
      lenses.map(({ command, range }) => [command.title, command.command, command.arguments, range.start.line]),
      [
        ['$(play) Train', 'gradlab.train', ['file:///x/model.ts'], 2],
        ['Train Variant…', 'gradlab.trainVariant', ['file:///x/model.ts'], 2],
        ['Compare…', 'gradlab.compare', ['file:///x/model.ts'], 2],
        ['Curves', 'gradlab.showCurves', ['file:///x/model.ts'], 2],
      ],
    )
    assert.match(lensesOf('file:///x/model.ts', source, 'zh-cn')[2]!.command.title, /对比/)
  })

  it('are none where no experiment is defined', () => assert.deepEqual(lensesOf('file:///x/data.ts', '// defineExperiment(\nexport const x = 1', 'en'), []))
})
