import assert from 'node:assert/strict'
import { decidingOf, goalOf, inOrder, summaryOf } from './metrics'
import { foldStory } from './story'
import { syntheticEvents } from './syntheticRuns'

describe('metrics', () => {
  it('stand beside their twins of other splits, losses first', () => {
    assert.deepEqual(inOrder(['test/accuracy', 'train/accuracy', 'validation/loss', 'final/loss', 'train/loss', 'validation/accuracy']), [
      'train/loss',
      'validation/loss',
      'final/loss',
      'train/accuracy',
      'validation/accuracy',
      'test/accuracy',
    ])
  })
  it('have the goal of their twin; a loss is better low; others are not guessed', () => {
    const goals = { 'test/accuracy': 'higher' } as const
    assert.deepEqual(
      ['validation/accuracy', 'train/loss', 'train/margin'].map((metric) => goalOf(goals, metric)),
      ['higher', 'lower', undefined],
    )
  })
  it('list runs by the validation twin of the first', () => {
    assert.equal(decidingOf({ 'test/accuracy': 'higher' }, ['train/loss', 'validation/accuracy']), 'validation/accuracy')
    assert.equal(decidingOf({}, ['train/loss']), 'train/loss')
    assert.equal(decidingOf({}, []), undefined)
  })
  it('have a last and a best value, NaN never best', () => {
    const story = foldStory(syntheticEvents(0, 100))
    const curve = story.curves.get('train/loss')!
    const finite = curve.values.filter(Number.isFinite)
    const { last, best } = summaryOf(story, 'train/loss', 'lower')!
    assert.deepEqual([last.value, best!.value], [curve.values.at(-1), Math.min(...finite)])
    assert.equal(curve.values[curve.steps.indexOf(best!.step)], best!.value)
    assert.equal(summaryOf(story, 'no/such', 'lower'), undefined)
  })
})
