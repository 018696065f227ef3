import assert from 'node:assert/strict'
import { cutRegions, withoutRegionMarks } from './regions'

const source = `const a = 1
  // #region snippet gl-outer | Outer block | 外层
  function outer() {
    // #region helpers
    return 1
    // #endregion

    // #region snippet gl-inner | Inner line | 内层
    return 2
    // #endregion
  }
  // #endregion
const z = 26
`

describe('marked regions', () => {
  it('are cut out in order, without the indentation that all lines have and without marks of snippets', () => {
    assert.deepEqual(cutRegions(source), [
      {
        name: 'gl-outer',
        english: 'Outer block',
        chinese: '外层',
        line: 2,
        lines: ['function outer() {', '  // #region helpers', '  return 1', '  // #endregion', '', '  return 2', '}'],
      },
      { name: 'gl-inner', english: 'Inner line', chinese: '内层', line: 8, lines: ['return 2'] },
    ])
  })

  it('leave a copy without their marks, other regions as they were', () => {
    assert.equal(
      withoutRegionMarks(source),
      `const a = 1\n  function outer() {\n    // #region helpers\n    return 1\n    // #endregion\n\n    return 2\n  }\nconst z = 26\n`,
    )
  })

  it('leave a copy with the line ends it had', () => {
    assert.equal(withoutRegionMarks(source.replaceAll('\n', '\r\n')), withoutRegionMarks(source).replaceAll('\n', '\r\n'))
    assert.deepEqual(cutRegions(source.replaceAll('\n', '\r\n')), cutRegions(source))
  })

  for (const [what, text, message] of [
    ['has no Chinese', '// #region snippet gl-a | English\n// #endregion', /line 1: expected/],
    ['has another prefix', '// #region snippet a | English | 中文\n// #endregion', /line 1: expected/],
    ['does not end', 'x\n// #region snippet gl-a | English | 中文\n', /line 2: .* does not end/],
  ] as const) {
    it(`are refused where a mark ${what}`, () => {
      assert.throws(() => cutRegions(text), { message })
    })
  }
})
