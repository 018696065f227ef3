import assert from 'node:assert/strict'
import type { Context, Split } from '..'
import { encodeSafetensors, GradlabError } from '../../protocol'
import type { Session } from './session'
import { type Batch, type Hyper, experiment, type State, open, train, throughDisk } from '../testing/regression'

describe('a session that is resumed or changed as it trains', () => {
  it('changes a live hyper-parameter in place, from the next step on', async () => {
    const seen: number[] = []
    let object: unknown
    const plain = experiment()
    const session = await open({
      step: (state: never, batch: never, ctx: Context<Hyper>) => (
        assert.equal((object ??= ctx.hyper), ctx.hyper),
        seen.push(ctx.hyper.learningRate),
        plain.step(state, batch, ctx as never)
      ),
    })
    await train(session, 1)
    const weights = session.params.variables.map((variable) => [...variable.dataSync()])
    assert.equal(session.set('learningRate', '0'), 0)
    await train(session, 2)
    assert.deepEqual(
      session.params.variables.map((variable) => [...variable.dataSync()]),
      weights,
    )
    session.set('learningRate', '5e-1')
    await train(session, 1)
    assert.deepEqual(seen, [0.05, 0, 0, 0.5])
    session.dispose()
  })

  it('refuses to change what is not live, what is unknown and what is out of range', async () => {
    const session = await open()
    for (const [key, value, code] of [
      ['width', '4', 'hyper/not-live'],
      ['size', 'narrow', 'hyper/not-live'],
      ['steps', '4', 'hyper/not-live'],
      ['widht', '4', 'hyper/unknown'],
      ['learningRate', '2', 'hyper/range'],
      ['learningRate', '', 'hyper/value'],
    ] as const) {
      assert.throws(
        () => session.set(key, value),
        (thrown) => thrown instanceof GradlabError && thrown.code === code && (code !== 'hyper/not-live' || thrown.suggestion.includes('learningRate')),
      )
    }
    assert.equal(session.hyper['learningRate'], 0.05)
    session.dispose()
  })

  it('resumed twice, with evaluations and a live change between, gives the same bits as without', async () => {
    const run = async (session: Session, from: number, to: number): Promise<number[]> => {
      const losses: number[] = []
      for (let step = from; step < to; step++) {
        if (step === 5) session.set('learningRate', '0.2')
        losses.push(...(await train(session, 1)))
        if (step % 3 === 2) await session.evaluate()
      }
      return losses
    }
    const whole = await open()
    const expected = await run(whole, 0, 20)
    const first = await open()
    const losses = await run(first, 0, 7)
    const second = await open()
    second.restore(throughDisk(await first.save()))
    assert.equal(second.stepsMade, 7)
    assert.deepEqual(second.latest, first.latest)
    assert.equal(second.hyper['learningRate'], 0.2)
    losses.push(...(await run(second, 7, 12)))
    const third = await open()
    third.restore(throughDisk(await second.save()))
    losses.push(...(await run(third, 12, 20)))
    assert.deepEqual(losses, expected)
    assert.deepEqual(encodeSafetensors(await third.save()), encodeSafetensors(await whole.save()))
    assert.deepEqual(await third.finish(), await whole.finish())
    for (const session of [whole, first, second, third]) session.dispose()
  })

  it('evaluates after a restore as it would have before', async () => {
    const evaluate = (_: State, __: Split<Batch>, ctx: Context<Hyper>): object => ({ step: ctx.step, noise: ctx.rng('noise').next() })
    const first = await open({ evaluate })
    await train(first, 3)
    const second = await open({ evaluate })
    second.restore(throughDisk(await first.save()))
    assert.deepEqual(await second.evaluate(), await first.evaluate())
    first.dispose()
    second.dispose()
  })

  it('keeps a validation that is not finite over a restore', async () => {
    const evaluate = (): object => ({ nan: NaN, up: Infinity, zero: -0 })
    const first = await open({ evaluate })
    await first.evaluate()
    const second = await open({ evaluate })
    second.restore(throughDisk(await first.save()))
    assert.deepEqual(second.latest, first.latest)
    assert.ok(Number.isNaN(second.latest['validation/nan']) && second.latest['validation/up'] === Infinity && Object.is(second.latest['validation/zero'], -0))
    first.dispose()
    second.dispose()
  })

  it('refuses a checkpoint that does not say its step, and changes nothing', async () => {
    const [session, other] = [await open(), await open({}, { seed: 2 })]
    const { tensors, metadata } = await other.save()
    const weights = [...session.params.variables[0]!.dataSync()]
    for (const broken of [
      { ...metadata, step: 'x' },
      { ...metadata, step: '-1' },
      { ...metadata, latest: '{' },
      { ...metadata, hyper: '{' },
      { numbers: metadata['numbers']! },
    ]) {
      assert.throws(() => session.restore({ tensors, metadata: broken }), { code: 'checkpoint/mismatch' })
    }
    assert.deepEqual([...session.params.variables[0]!.dataSync()], weights)
    session.dispose()
    other.dispose()
  })
})
