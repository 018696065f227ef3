import assert from 'node:assert/strict'
import type { RunStatus } from '../../protocol'
import { whyEmpty, type Seen } from './emptiness'
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
  const check = (expected: string | undefined, seen: Partial<Seen>, status: RunStatus = 'running', step = 0) => {
    it(`is ${expected ?? 'not empty'}: ${status} at step ${step}, ${JSON.stringify(seen)}`, () => {
      const { manifest } = syntheticCard('x', { status, step })
      assert.equal(whyEmpty({ hasRuns: true, manifest, answer: 'given', frames: 0, problems: 0, ...seen }), expected)
    })
  }
  check('loading', { hasRuns: undefined })
  check('empty.runs', { hasRuns: false })
  check('loading', { answer: 'none' })
  check('busy', { answer: 'busy' })
  check('empty.refused', { answer: 'refused' }, 'running', 50)
  check(undefined, { frames: 1 }, 'failed')
  check('empty.starting', {}, 'starting')
  check('empty.soon', {})
  check('empty.embed', {}, 'running', 50)
  check('empty.embed', {}, 'completed', 100)
  check('empty.failed', {}, 'failed')
  check('empty.embed', {}, 'failed', 50)
  check('empty.ended', {}, 'stopped')
})
