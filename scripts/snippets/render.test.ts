import assert from 'node:assert/strict'
import { renderSnippets } from './render'

const region = (name: string, body: string): string => `// #region snippet ${name} | Block | 模块\n${body}\n// #endregion\n`

describe('snippets', () => {
  it("have the region's lines, its name as prefix and both languages in the description", () => {
    const file = renderSnippets([
      { path: 'b/model.ts', text: `before\n${region('gl-b', '  const a = 1\n\n    a')}after` },
      { path: 'a/model.ts', text: region('gl-a', 'x') },
    ])
    assert.deepEqual(JSON.parse(file), {
      'gl-a': { scope: 'typescript', prefix: 'gl-a', description: 'Block · 模块', body: ['x'] },
      'gl-b': { scope: 'typescript', prefix: 'gl-b', description: 'Block · 模块', body: ['const a = 1', '', '  a'] },
    })
    assert.deepEqual(Object.keys(JSON.parse(file) as object), ['gl-a', 'gl-b'])
  })

  it('come out of the editor as they went in', () => {
    const source = 'const text = `${a.map((x) => ({ x }))}\\n$`'
    const { body } = (JSON.parse(renderSnippets([{ path: 'm.ts', text: region('gl-a', source) }])) as { 'gl-a': { body: string[] } })['gl-a']
    assert.equal(body[0], 'const text = `\\${a.map((x) => ({ x \\}))\\}\\\\n\\$`')
    assert.equal(body[0].replace(/\\([\\$}])/g, '$1'), source) // what VS Code's grammar of snippets does
  })

  it('are refused where a name is used twice or a mark is faulty, with the places', () => {
    const text = region('gl-a', 'x')
    assert.throws(
      () =>
        renderSnippets([
          { path: 'a.ts', text },
          { path: 'b.ts', text: `\n${text}` },
        ]),
      { message: 'b.ts:2: the snippet gl-a is also in a.ts:1' },
    )
    assert.throws(() => renderSnippets([{ path: 'a.ts', text: '// #region snippet gl-a\n// #endregion' }]), { message: /^a\.ts, line 1: expected/ })
  })
})
