import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { compare, refuseUnlike } from './compare'
import type { Answers, Request } from './messages'
import { models } from './models'
import type { Side } from './sides'

describe('a comparison', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-compare-'))
  const model = models.find(({ name }) => name === 'mlp')!
  after(() => rmSync(folder, { recursive: true }))

  it('asks both sides in turn, block by block, and leaves the first step of a block out', async () => {
    const asked: string[] = []
    const sides = [fakeSide({ name: 'a', ms: 5, asked }), fakeSide({ name: 'b', ms: 10, asked })] as const
    const { engine, references } = await compare(model, folder, sides[0], [sides[1]], { steps: 15, profile: false })
    const inTurn = ['a steps 11', 'b steps 11', 'a steps 6', 'b steps 6']
    assert.deepEqual(asked, ['a load', 'a steps 20', 'b load', 'b steps 20', 'a cpu', 'b cpu', ...inTurn, 'a cpu', 'b cpu', 'a count'])
    assert.deepEqual([engine.ms, engine.steps, references[0]!.ms, references[0]!.steps], [5, 15, 10, 15])
  })

  it('passes where the losses are the same', async () => {
    const result = await compare(model, folder, fakeSide({ name: 'a' }), [fakeSide({ name: 'b' })], { steps: 1, profile: false })
    assert.ok(result.references[0]!.isSame)
    refuseUnlike([result])
  })

  it('fails where one loss of the first steps differs, and names the model', async () => {
    const result = await compare(model, folder, fakeSide({ name: 'a' }), [fakeSide({ name: 'b', wrongAt: 7 })], { steps: 1, profile: false })
    assert.ok(!result.references[0]!.isSame)
    assert.throws(
      () => refuseUnlike([result]),
      (error) => error instanceof Stop && /first 20 steps differ by more than 0\.001: mlp\./.test(error.message),
    )
  })
})

/** Answers at once; the first step of each block is slow, as after another process had the caches. */
function fakeSide({ name, ms = 1, wrongAt, asked = [] }: { name: string; ms?: number; wrongAt?: number; asked?: string[] }): Side {
  const answer = (request: Request): Answers[Request['kind']] => {
    switch (request.kind) {
      case 'load':
        return { parameters: 1 }
      case 'steps': {
        const steps = Array.from({ length: request.count }, (_, i) => i)
        return { losses: steps.map((i) => (i === wrongAt ? 3 : 2 - i / 100)), ms: steps.map((i) => (i === 0 ? 99 : ms)), rss: 0, heap: 0 }
      }
      case 'cpu':
        return { ms: 0 }
      case 'count':
        return { kernels: {}, parameters: 1 }
      case 'hello':
      case 'throughput':
      case 'profile':
        throw new Error(`nobody asks for ${request.kind}`)
    }
  }
  return {
    name,
    ask: async <R extends Request>(request: R) => {
      asked.push(`${name} ${request.kind}${request.kind === 'steps' ? ` ${request.count}` : ''}`)
      return answer(request) as Answers[R['kind']]
    },
    end: async () => undefined,
  }
}
