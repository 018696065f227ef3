import assert from 'node:assert/strict'
import { whyEmpty } from './emptiness'
import { syntheticCard } from './syntheticHost'
import { embeddingsTexts, sayIn } from './texts'

describe('what the embeddings panel says', () => {
  for (const [code, { en, 'zh-cn': zh }] of Object.entries(embeddingsTexts)) {
    it(`is complete in both languages: ${code}`, () => {
      assert.ok(en.trim() && zh.trim())
      const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort()
      assert.deepEqual(placeholders(zh), placeholders(en))
      if (!['pca', 'umap'].includes(code)) assert.match(zh, /\p{Script=Han}/u)
    })
  }

  it('is filled with what it is about', () => assert.equal(sayIn('en')('page.place', { from: 1, to: 9, points: 9 }), '1–9 of 9'))
})

describe('an empty plot', () => {
  const check = (
    expected: string | undefined,
    seen: Partial<Parameters<typeof whyEmpty>[0]>,
    status: 'starting' | 'running' | 'completed' | 'failed' | 'stopped',
    step: number,
  ) => {
    it(`is ${expected ?? 'not empty'}: ${status} at step ${step}, ${JSON.stringify(seen)}`, () => {
      const { manifest } = syntheticCard('x', { status, step })
      assert.equal(whyEmpty({ hasRuns: true, manifest, isAnswered: true, points: 5, frames: 0, ...seen }), expected)
    })
  }
  check('loading', { hasRuns: undefined }, 'running', 0)
  check('empty.runs', { hasRuns: false }, 'running', 0)
  check('loading', { isAnswered: false }, 'running', 0)
  check(undefined, { frames: 1 }, 'failed', 0)
  check('empty.starting', {}, 'starting', 0)
  check('empty.soon', {}, 'running', 0)
  check('empty.embed', {}, 'running', 50)
  check('empty.embed', {}, 'completed', 100)
  check('empty.probe', { points: 0 }, 'completed', 100)
  check('empty.failed', {}, 'failed', 0)
  check('empty.embed', {}, 'failed', 50)
  check('empty.ended', {}, 'stopped', 0)
})
