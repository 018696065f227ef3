import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromCurves } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { posted, reply, savedBy, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticState, toTargetState } from '../comparison/syntheticComparisons'
import { figuresAnswer, lastSeq, syntheticCard, syntheticEvents, syntheticMessages, type SyntheticOptions } from './syntheticRuns'

describe('the curves panel in a browser (synthetic runs)', () => {
  const openWith = panelTests<SyntheticOptions>('curves', async (page, options) => {
    await tell(page, ...syntheticMessages(options))
    await settled(page)
    await answerFigures(page)
  })

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['high-contrast-light', 'en'],
    ['dark', 'zh-cn'],
    ['light', 'zh-cn'],
  ] as const) {
    it(`shows runs, charts and every kind of figure without an error: ${theme}, ${language}`, async () => {
      const { page, faults } = await openWith({ theme, language, runs: 4, isLive: true })
      assert.deepEqual(await metricsOf(page), ['train/loss', 'validation/loss', 'validation/accuracy', 'train/margin'])
      assert.equal(await page.locator('[data-figure]').count(), 8)
      await page.locator('#smoothing').fill('0.6')
      await page.locator('[data-metric="train/loss"] .plot-area').hover({ position: { x: 200, y: 80 } })
      await settled(page)
      await page.screenshot({ path: join(screenshots, `curves-${language}-${theme}.png`), fullPage: true })
      assert.deepEqual(faults, [])
      await page.close()
    })
  }

  it('asks for the story again where an event is missing, once, and is whole after it', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    const events = syntheticEvents(0, 400)
    await tell(page, { kind: 'events', run, events: events.slice(-2) })
    await tell(page, { kind: 'events', run, events: events.slice(-1) })
    assert.equal((await posted<FromCurves>(page)).filter(({ kind }) => kind === 'askStory').length, 1)
    await tell(page, { kind: 'story', story: { run, events } })
    await settled(page)
    assert.match((await page.locator('.facts').textContent()) ?? '', /step 400 of 400/)
    assert.equal(await page.locator('.facts').getAttribute('title'), "measured: 6.1 ms a step against webgpu's 14.0 ms")
    await page.close()
  })

  it('offers what can be done with a run, and sends it', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    await page.getByRole('button', { name: 'Pause' }).click()
    const seq = lastSeq(syntheticEvents(0, 240))
    await tell(page, { kind: 'events', run, events: [{ seq: seq + 1, time: Date.UTC(2025, 0, 2, 4), kind: 'paused', step: 240 }] })
    await settled(page)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Embeddings' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).slice(-4), [
      { kind: 'command', run, command: { kind: 'pause' } },
      { kind: 'command', run, command: { kind: 'continue' } },
      { kind: 'command', run, command: { kind: 'stop' } },
      { kind: 'openEmbeddings', run },
    ])
    await page.close()
  })

  it('has the comparison of the experiment one click away, with its answer where there is one', async () => {
    const { page } = await openWith({ runs: 4 })
    const { run } = syntheticCard(0)
    assert.ok(!(await page.locator('.comparison-card').isVisible()))
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'compare', run })
    await tell(page, { kind: 'comparisons', newest: [{ ...syntheticState(), experiment: '/elsewhere' }] })
    await settled(page)
    assert.ok(!(await page.locator('.comparison-card').isVisible()), 'another experiment’s')
    await tell(page, { kind: 'comparisons', newest: [{ ...syntheticState(), experiment: '/synthetic' }] })
    await settled(page)
    await page.screenshot({ path: join(screenshots, 'curves-comparison.png') })
    assert.match((await page.locator('.comparison-card').textContent())!, /innovationhelps\+0\.018495 % interval \+0\.0104 to \+0\.0264/)
    assert.equal(await page.locator('.comparison-card .seed').count(), 15)
    await page.getByRole('button', { name: 'Show comparison' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'compare', run })
  })

  it('says in small too what the other metrics are, and that a run did not reach its target', async () => {
    const { page } = await openWith({ runs: 4 })
    await tell(page, { kind: 'comparisons', newest: [{ ...toTargetState(), experiment: '/synthetic' }] })
    await settled(page)
    await page.screenshot({ path: join(screenshots, 'curves-comparison-beside.png') })
    assert.deepEqual(await page.locator('.comparison-card .beside').allTextContents(), [
      'test/accuracy+0.018495 % interval +0.0104 to +0.0264',
      'test-shifted/loss (lower is better)−3.55too few seeds to tell chance from effect',
    ])
    assert.equal(await page.locator('.comparison-card .bound').count(), 4)
    assert.equal(await page.locator('.comparison-card svg').getAttribute('aria-label'), 'baseline: mean ≥382; innovation: mean ≥186')
    const touched = await page.locator('.comparison-card .dot-row').evaluateAll((rows) =>
      rows.filter((row) => {
        const { bottom } = row.querySelector('.row-name')!.getBoundingClientRect()
        return [...row.querySelectorAll('.seed, .mean')].some((mark) => mark.getBoundingClientRect().top < bottom)
      }),
    )
    assert.deepEqual(touched, [], 'no name lies on the marks below it')
    assert.match((await page.locator('.comparison-card').textContent())!, /Triangle, ≥: a run that did not reach its target/)
  })

  it('refuses a hyper-parameter out of range before it is sent, and sends a good one', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    await page.getByRole('button', { name: 'Change while it trains' }).click()
    const input = page.getByLabel('learningRate')
    assert.equal(await page.getByLabel('width').count(), 0, 'only live ranges')
    await input.fill('7')
    await input.press('Enter')
    assert.match((await page.locator('.hyper-form [role=alert]').textContent()) ?? '', /out of range/)
    assert.equal((await posted<FromCurves>(page)).filter(({ kind }) => kind === 'command').length, 0)
    await page.screenshot({ path: join(screenshots, 'curves-hyper.png') })
    await input.fill('0.02')
    await input.press('Enter')
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), {
      kind: 'command',
      run: syntheticCard(0).run,
      command: { kind: 'set', key: 'learningRate', value: '0.02' },
    })
    await page.close()
  })

  it('says what failed and leads to the line; says notices in words', async () => {
    const where = { file: 'model.ts', line: 12, column: 5, text: '  return tf.matMul(a, b)' }
    const error = { code: 'source/shape', context: { callback: 'step', problem: 'shapes [2, 3] and [4, 5]', hint: { phrase: 'shape/matMul' } }, where } as const
    const ended = { kind: 'ended', status: 'failed', step: 60, seconds: 3, metrics: {}, error } as const
    const { page, faults } = await openWith({ cards: [syntheticCard(0, { status: 'failed' })] })
    const { run } = syntheticCard(0)
    const notice = { kind: 'notice', code: 'tensors-leaked', context: { place: 'model.ts:30', shape: '[2]' } } as const
    await tell(page, { kind: 'story', story: { run, events: syntheticEvents(0, 60, [notice, ended]) } })
    await settled(page)
    await page.screenshot({ path: join(screenshots, 'curves-failed.png') })
    assert.match((await page.locator('.banner.error').textContent()) ?? '', /shapes \[2, 3\].*last axis/)
    assert.match((await page.locator('.banner.notice').textContent()) ?? '', /leaves tensors behind/)
    await page.getByRole('button', { name: 'Open model.ts:12' }).click()
    await page.getByRole('button', { name: 'Open model.ts:30' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).slice(-2), [
      { kind: 'openSource', run, file: 'model.ts', line: 12 },
      { kind: 'openSource', run, file: 'model.ts', line: 30 },
    ])
    await page.getByRole('button', { name: 'Resume' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'command', run, command: { kind: 'resume' } })
    await tell(page, { kind: 'hello', language: 'en', isTrusted: false })
    await settled(page)
    assert.ok(await page.getByRole('button', { name: 'Resume' }).isDisabled())
    assert.ok(await page.getByText('Training needs a trusted workspace.').isVisible())
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('says what to do where there is no run, and that it loads before it knows', async () => {
    const { page, faults } = await openWith({ isGreeted: false, theme: 'light' })
    await tell(page, { kind: 'hello', language: 'zh-cn', isTrusted: true })
    await settled(page)
    assert.match((await page.locator('main').textContent()) ?? '', /正在加载/)
    await tell(page, { kind: 'runs', cards: [], shown: [] })
    await settled(page)
    assert.match((await page.locator('main').textContent()) ?? '', /还没有运行/)
    await page.screenshot({ path: join(screenshots, 'curves-empty.png') })
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('shows the newest six of many runs, the others one click away', async () => {
    const cards = Array.from({ length: 9 }, (_, i) => syntheticCard(i))
    const { page } = await openWith({ isGreeted: false })
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true })
    await tell(page, { kind: 'runs', cards, shown: [] })
    await settled(page)
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'show', runs: cards.slice(0, 6).map(({ run }) => run) })
    await page.locator(`[data-run="${cards[8]!.run}"] input[type=checkbox]`).check()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'show', runs: [...cards.slice(0, 6), cards[8]!].map(({ run }) => run) })
    await page.getByRole('button', { name: 'Show all 9' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'show', runs: cards.map(({ run }) => run) })
    await page.getByPlaceholder('Filter runs').fill('baseline')
    await settled(page)
    assert.equal(await page.locator('tbody[data-run]').count(), 4)
    await page.screenshot({ path: join(screenshots, 'curves-many.png') })
    await page.close()
  })

  it('keeps a color given to a run, and all choices, over a reload', async () => {
    const { page } = await openWith()
    const { run } = syntheticCard(0)
    await page.locator(`[data-run="${run}"] input[type=color]`).fill('#ff00ff')
    await page.locator('#smoothing').fill('0.5')
    await page.locator('#x-axis').selectOption('time')
    await settled(page)
    const saved: unknown = await savedBy(page)
    await page.close()
    const again = await openWith({ saved })
    assert.equal(await again.page.locator(`[data-run="${run}"] input[type=color]`).inputValue(), '#ff00ff')
    assert.equal(await again.page.locator('#smoothing').inputValue(), '0.5')
    assert.equal(await again.page.locator('#x-axis').inputValue(), 'time')
    assert.deepEqual(again.faults, [])
    await again.page.close()
  })

  it('shows a run that was started and failed while the panel was hidden', async () => {
    const [failed, old] = [syntheticCard(0, { status: 'failed' }), syntheticCard(1)]
    const { page } = await openWith({ cards: [failed, old], saved: { shown: [old.run], current: old.run, colors: { [old.run]: 0 } } })
    assert.deepEqual((await posted<FromCurves>(page)).find(({ kind }) => kind === 'show') ?? null, null, 'both are shown already')
    await page.close()
  })

  it('looks at a run that has just been started, also where another was looked at and where others were saved', async () => {
    const old = syntheticCard(1)
    const { page } = await openWith({ cards: [old], saved: { shown: [old.run], current: old.run } })
    const started = syntheticCard(0, { status: 'running', step: 0 })
    await tell(page, { kind: 'runs', cards: [started, old], shown: [started.run, old.run] })
    await settled(page)
    assert.match((await page.locator('h1').textContent()) ?? '', /innovation seed 0/)
    await page.close()
    const again = await openWith({ cards: [started, old], saved: { shown: [old.run] } })
    assert.deepEqual((await posted<FromCurves>(again.page)).find(({ kind }) => kind === 'show') ?? null, null, 'both are shown already')
    await again.page.close()
  })

  it('fits a narrow view without a sideways scroll', async () => {
    const { page } = await openWith({ width: 420, runs: 3, isLive: true })
    await page.screenshot({ path: join(screenshots, 'curves-narrow.png'), fullPage: true })
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await page.close()
  })
})

/** The figures of the newest request. */
const answerFigures = (page: Page, steps?: readonly number[]): Promise<void> => reply<FromCurves>(page, (said) => figuresAnswer(said, steps))

async function metricsOf(page: Page): Promise<(string | null)[]> {
  return page.locator('[data-metric]').evaluateAll((all) => all.map((each) => each.getAttribute('data-metric')))
}
