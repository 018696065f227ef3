import assert from 'node:assert/strict'
import { GradlabError, type ComparisonState, type ExperimentDescription } from '../../protocol'
import type { Editor } from '../editor'
import { comparisonOf, createFakeServices, experimentOf } from '../fakeServices'
import { FailureIn } from '../failure'
import { usable } from './choices'
import { compare, goOn } from './compare'
import { tellComparisonEnd } from './ending'

const experiment = '/w/first'
const description: ExperimentDescription = {
  variants: ['innovation', 'baseline', 'no-levels'],
  fields: { steps: { kind: 'number', value: 400 }, learningRate: { kind: 'range', value: 0.01, min: 0, max: 1, log: true, live: true } },
  metrics: { 'test/accuracy': 'higher' },
}

describe('Compare', () => {
  const given = (person: readonly (string | undefined)[], about: Partial<Editor> = {}, described = description) => {
    const fakes = createFakeServices(
      person,
      {
        'gradlab/experiments': () => [experimentOf(experiment)],
        'gradlab/describe': () => described,
        'gradlab/comparison/start': (request) => comparisonOf(experiment, { request, status: 'running' }),
        'gradlab/comparison/watch': () => comparisonOf(experiment, { status: 'running' }),
      },
      about,
    )
    const started = () => fakes.daemon.calls.find(({ method }) => method === 'gradlab/comparison/start')?.params
    return { ...fakes, started }
  }

  it('is one Enter: every variant, five seeds, all steps, the engine of the setting; then the panel shows it', async () => {
    const { services, seen, started } = given(['$(play) Compare'], { engine: 'cpu' })
    await compare(services, { experiment })
    assert.deepEqual(started(), { experiment, seeds: 5, engine: 'cpu', tune: false })
    assert.deepEqual(seen, [
      `save files in ${experiment}`,
      'Compare the variants of first with its baseline',
      `comparison ${experiment}/.gradlab/comparisons/compare-0.json`,
    ])
    assert.equal(services.editor.lastExperiment, experiment)
    services.comparisons.dispose()
  })

  it('comes back to its list after each change, and remembers what was chosen', async () => {
    const { services, seen, started } = given([
      '$(list-selection) Variants',
      'no-levels',
      '$(symbol-numeric) Seeds',
      '3',
      '$(milestone) Steps',
      '50',
      '$(settings) Tune learning rates',
      '$(symbol-numeric) Seeds',
      undefined,
      '$(play) Compare',
    ])
    await compare(services, { experiment })
    assert.deepEqual(started(), { experiment, variants: ['no-levels'], seeds: 3, maxSteps: 50, engine: 'auto', tune: true })
    assert.ok(seen.includes('Choose the variants to compare with the baseline: innovation, no-levels'), 'all but the baseline are ticked')
    assert.deepEqual(services.editor.comparisonChoices, { [experiment]: { variants: ['no-levels'], seeds: 3, maxSteps: 50, tune: true } })
    const again = given(['$(play) Compare'], { comparisonChoices: services.editor.comparisonChoices })
    await compare(again.services, { experiment })
    assert.deepEqual(again.started(), started())
    services.comparisons.dispose()
    again.services.comparisons.dispose()
  })

  it('begins nothing where it is left, and is refused where the workspace is not trusted', async () => {
    const left = given([undefined])
    await compare(left.services, { experiment })
    assert.equal(left.started(), undefined)
    const untrusted = given([], { isTrusted: false })
    await assert.rejects(compare(untrusted.services, { experiment }), { code: 'daemon/untrusted' })
    assert.equal(untrusted.daemon.opened, 0)
  })

  it('says where there is nothing to compare, and offers no tuning where no learning rate has that name', async () => {
    const alone = given([], {}, { ...description, variants: ['baseline'] })
    await assert.rejects(compare(alone.services, { experiment }), { code: 'comparison/variants' })
    const fixed = given(['$(settings) Tune learning rates'], {}, { ...description, fields: {} })
    await assert.rejects(compare(fixed.services, { experiment }), /is not in: .* Compare, Change, .* Variants, .* Seeds, .* Steps$/)
  })

  it('names the line of a source that does not load', async () => {
    const where = { file: 'model.ts', line: 3, column: 1 }
    const { services } = createFakeServices([], {
      'gradlab/describe': () => {
        throw new GradlabError('source/syntax', { problem: 'Unexpected "}"' }, { where })
      },
    })
    await assert.rejects(
      compare(services, { experiment }),
      (thrown) => thrown instanceof FailureIn && thrown.experiment === experiment && thrown.cause.where === where,
    )
  })

  it('forgets of the last choice what the experiment no longer has', () => {
    const offer = { variants: ['innovation', 'b'], steps: 400, canTune: false }
    assert.deepEqual(usable({ variants: ['gone'], seeds: 3, maxSteps: 400, tune: true }, offer), { seeds: 3, tune: false })
    assert.deepEqual(usable({ variants: ['b', 'gone'], seeds: 3, maxSteps: 30, tune: false }, offer), { variants: ['b'], seeds: 3, maxSteps: 30, tune: false })
  })

  it('goes on with the same request; what has become another comparison is said', async () => {
    const { services, started, seen } = given([undefined])
    const cut = comparisonOf(experiment, { status: 'interrupted', name: 'compare-old', request: { experiment, seeds: 4, engine: 'wasm', tune: true } })
    await goOn(services, cut)
    assert.deepEqual(started(), cut.request)
    assert.match(seen.at(-1) ?? '', /^information: The source has changed since/)
    services.comparisons.dispose()
  })
})

describe('the end of a comparison', () => {
  const arm = { values: [0.5, 0.6], mean: 0.55, low: null, high: null, parameters: 10, multiplyAdds: 20, steps: 400, seconds: 3 }
  const result: ComparisonState['result'] = {
    event: 'comparison',
    metric: 'test/accuracy',
    better: 'higher',
    experiment: 'first',
    data: 'digits',
    engine: 'wasm',
    seeds: [0, 1],
    variants: { baseline: arm, innovation: arm },
    differences: { innovation: { mean: 0, low: null, high: null, p: null, verdict: 'no difference seen', doubts: ['few-seeds'] } },
    atEqualSeconds: { innovation: null },
  }

  it('is told in words, unless the panel is seen', async () => {
    const { services, seen } = createFakeServices(['Show'], {})
    await tellComparisonEnd(services, comparisonOf(experiment, { result }))
    assert.match(seen[0] ?? '', /^information: The comparison of first is done\. innovation: no difference seen\. .*too few seeds/)
    assert.equal(seen[1], `comparison ${experiment}/.gradlab/comparisons/compare-0.json`)
    const quiet = createFakeServices([], {})
    await tellComparisonEnd({ ...quiet.services, panels: { ...quiet.services.panels, isSeen: () => true } }, comparisonOf(experiment, { result }))
    await tellComparisonEnd(quiet.services, comparisonOf(experiment, { status: 'interrupted' }))
    assert.deepEqual(quiet.seen, [])
  })

  it('names what failed, with its line', async () => {
    const error = {
      code: 'source/exception',
      context: { callback: 'step', problem: 'planted', hint: '' },
      where: { file: 'model.ts', line: 7, column: 1 },
    } as const
    const { services, seen } = createFakeServices(['Open Line'], {})
    const [first, ...others] = comparisonOf(experiment).runs
    await tellComparisonEnd(services, comparisonOf(experiment, { result, runs: [{ ...first!, status: 'failed', error }, ...others] }))
    assert.match(seen[0] ?? '', /^warning: .*1 of its runs failed\. .*planted/)
    assert.equal(seen[1], `open ${experiment}/model.ts:7`)
    const failed = createFakeServices([undefined], {})
    await tellComparisonEnd(failed.services, comparisonOf(experiment, { status: 'failed', error: { code: 'disk/full', context: { path: '/w' } } }))
    assert.match(failed.seen[0] ?? '', /^error: The comparison of first could not go on\. /)
  })
})
