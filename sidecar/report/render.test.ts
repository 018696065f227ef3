import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { fixtureManifest } from './fixtureRun'
import { renderReport } from './render'
import { reproduceCommand } from './reproduce'
import { thin } from './thin'

describe('a report', () => {
  const nothing = { curves: [], figures: [] }
  const script = 'console.log(1)'

  it('lets run only its own style and script, and load nothing', () => {
    const page = renderReport(fixtureManifest, nothing, { language: 'en', script })
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!
    assert.match(policy, /^default-src 'none'; /)
    assert.doesNotMatch(policy, /unsafe|http|\*/)
    assert.ok(policy.includes(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`))
    assert.doesNotMatch(page, /(src|href)="?https?:/)
  })
  it('shows a run’s texts as text, in the page and in its data', () => {
    const markup = '</script><script>alert(1)</script>'
    const page = renderReport(
      { ...fixtureManifest, experiment: markup, data: markup },
      { curves: [{ name: markup, goal: 'lower', steps: [1], values: [1] }], figures: [] },
      { language: 'en', script },
    )
    assert.ok(!page.includes('<script>alert'))
    assert.equal(page.split('<script').length - 1, 2)
  })
  it('says in words what accuracy means, and that a run without one has not finished', () => {
    assert.match(renderReport(fixtureManifest, nothing, { language: 'en', script }), /93\.8 % of the rows that training never saw/)
    assert.match(renderReport({ ...fixtureManifest, metrics: {} }, nothing, { language: 'zh-cn', script }), /没有测试指标/)
  })
  it('names the failure of a failed run', () => {
    const page = renderReport({ ...fixtureManifest, status: 'failed', error: { code: 'disk/full', context: { path: '/x', run: 'r' } } }, nothing, {
      language: 'en',
      script,
    })
    assert.match(page, /disk of \/x is full/)
  })
  it('says that generated data is generated, and that live changes are not repeated', () => {
    const page = renderReport({ ...fixtureManifest, liveChanges: true }, nothing, { language: 'en', script })
    assert.match(page, /The data is generated/)
    assert.match(page, /command below does not repeat that/)
  })
})

describe('the command that makes a run again', () => {
  it('names everything that decides the numbers, and quotes what a shell would read otherwise', () => {
    assert.equal(
      reproduceCommand({ ...fixtureManifest, experiment: "my model's", set: { learningRate: '0.01', name: 'a b' } }),
      "gradlab train 'my model'\\''s' --variant innovation --seed 0 --engine wasm --max-steps 200 --set learningRate=0.01 --set 'name=a b'",
    )
  })
})

describe('thinning', () => {
  it('keeps the first and the last', () => {
    assert.deepEqual(thin([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3), [0, 5, 10])
    assert.deepEqual(thin([1, 2], 3), [1, 2])
  })
})
