import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { ComparisonState, FromComparison } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { posted, savedBy, settled, switchTheme, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticEvents } from '../curves/syntheticRuns'
import { messageOf, runningState, syntheticCurves, syntheticMessages, syntheticState, toTargetState, type SyntheticOptions } from './syntheticComparisons'

describe('the comparison panel in a browser (synthetic comparisons)', () => {
  const openWith = panelTests<SyntheticOptions>('comparison', async (page, options) => {
    await tell(page, ...syntheticMessages(options))
    await settled(page)
  })
  const shoot = (page: Page, name: string) => page.screenshot({ path: join(screenshots, `comparison-${name}.png`), fullPage: true })
  const textOf = async (page: Page, selector: string): Promise<string> => (await page.locator(selector).allTextContents()).join(' | ')

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['high-contrast-light', 'en'],
    ['dark', 'zh-cn'],
  ] as const) {
    it(`gives the verdict with its interval, the pictures, the cost and the runs: ${theme}, ${language}`, async () => {
      const { page } = await openWith({ theme, language })
      await page.locator('.plot-area').hover({ position: { x: 300, y: 80 } })
      await settled(page)
      await shoot(page, `${language}-${theme}`)
      const cards = page.locator('.verdict-card')
      assert.equal(await cards.count(), 2)
      assert.match(
        (await cards.first().textContent())!,
        language === 'en' ? /^innovationhelps\+0\.018495 % interval \+0\.0104 to \+0\.0264/ : /^innovation有帮助/,
      )
      assert.equal(await page.locator('[data-figure="values"] .seed').count(), 15)
      assert.equal(await page.locator('[data-figure="differences"] .seed').count(), 10)
      assert.equal(await page.locator('.run-table tbody tr').count(), 15)
      assert.match(await textOf(page, '[data-arm="innovation"]'), /41,482 1\.01×.*9\.9 1\.21×.*0\.861.*0\.853/)
    })
  }

  it('says every doubt, and never a verdict without enough seeds', async () => {
    const { page } = await openWith({ seeds: 1 })
    await shoot(page, 'one-seed')
    const [first, second] = await page.locator('.verdict-card').allTextContents()
    assert.match(first!, /no difference seen\+0\.0214too few seeds to tell chance from effect/)
    assert.match(second!, /⚠ The arms differ in parameters by more than 2 %\./)
    assert.equal(await page.locator('.dots .interval').count(), 0)
  })

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['dark', 'zh-cn'],
  ] as const) {
    it(`says what the other metrics are, without a verdict, and which values would be larger: ${theme}, ${language}`, async () => {
      const { page } = await openWith({ theme, language, isGreeted: false })
      await tell(page, { kind: 'hello', language, isTrusted: true }, messageOf(toTargetState()))
      await settled(page)
      await shoot(page, `beside-${language}-${theme}`)
      const isEnglish = language === 'en'
      assert.deepEqual(
        await page.locator('.beside li').allTextContents(),
        isEnglish
          ? [
              'test/accuracy+0.018495 % interval +0.0104 to +0.02640.8714 against 0.853',
              'test-shifted/loss (lower is better)−3.55too few seeds to tell chance from effect0.154 against 3.702',
            ]
          : ['test/accuracy+0.018495% 区间 +0.0104 至 +0.02640.8714 对 0.853', 'test-shifted/loss（越低越好）−3.55种子太少，无法区分偶然与效果0.154 对 3.702'],
      )
      assert.equal(await page.locator('.verdict').count(), 1)
      assert.equal(await page.locator('.verdict-line .difference').textContent(), '≷−196')
      assert.deepEqual(
        await page.locator('[data-figure="values"] .bound title').allTextContents(),
        boundTitles(isEnglish, ['0: ≥400', '3: ≥400', '2: ≥400', '3: ≥400']),
      )
      assert.deepEqual(
        await page.locator('[data-figure="differences"] .bound title').allTextContents(),
        boundTitles(isEnglish, ['0: ≤−360', '2: ≥+30', '3: ≷0']),
      )
      assert.match(await textOf(page, '[data-figure="values"] .legend'), isEnglish ? /did not reach its target; with more steps/ : /未达到目标/)
      assert.match(await textOf(page, '[data-figure="differences"] .legend'), isEnglish ? /neither did/ : /两个都未达到/)
      const values = await page.locator('.run-table tbody td.number').allTextContents()
      assert.deepEqual(values, ['≥400', '40', '390', '50', '370', '≥400', '≥400', '≥400', '350', '40'])
      for (const button of await page.locator('.dot-figure .plain').all()) await button.click()
      const rows = await page.locator('.dot-figure tbody tr').allTextContents()
      assert.match(rows[0]!, /^baseline≥382355 … 409≥400390370≥400350$/)
      assert.match(rows[1]!, /^innovation≥186−57 … 429/)
      assert.match(rows[2]!, /^innovation≷−196−441 … \+48\.9≤−360−340≥\+30≷0−310$/)
    })
  }

  for (const language of ['en', 'zh-cn'] as const) {
    it(`says of an arm whose multiply-adds are not counted why, and never 0: ${language}`, async () => {
      const { page } = await openWith({ language, isGreeted: false })
      const state = syntheticState()
      const { baseline, ...others } = state.result!.variants
      const result = { ...state.result!, variants: { baseline: { ...baseline!, multiplyAdds: 0 }, ...others } }
      await tell(page, { kind: 'hello', language, isTrusted: true }, messageOf({ ...state, result }))
      await settled(page)
      await page.locator('.cost').screenshot({ path: join(screenshots, `comparison-uncounted-${language}.png`) })
      assert.deepEqual(await page.locator('.cost tbody td:nth-child(3)').allTextContents(), ['–', '1,312,000', '1,312,000'])
      assert.match(await textOf(page, '.cost > .dim'), language === 'en' ? /none in baseline/ : /baseline 没有计到/)
    })
  }

  it('shows eight arms, each in its own color and the baseline in none', async () => {
    const variants = ['innovation', 'no-levels', 'no-mixing', 'wide', 'narrow', 'deep', 'no-position']
    const { page } = await openWith({ variants })
    await shoot(page, 'eight-arms')
    const colors = await page.locator('[data-figure="values"] .mean').evaluateAll((all) => all.map((each) => getComputedStyle(each).fill))
    assert.equal(new Set(colors).size, 8)
  })

  it('shows how it runs: which run trains, how far, how long still; and what is missing is no verdict', async () => {
    const { page } = await openWith({ isGreeted: false })
    const state = runningState(0)
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true }, messageOf(state), {
      kind: 'curves',
      comparison: state.file,
      curves: { metric: 'validation/accuracy', arms: {} },
    })
    await settled(page)
    await shoot(page, 'begun')
    assert.match(await textOf(page, '.facts'), /^0 of 15 runs · baseline seed 0 begins · wasm$/)
    assert.match(await textOf(page, '.verdicts'), /first words come with the first pair/)
    const run = '/synthetic/first/.gradlab/runs/baseline-s0'
    await tell(page, { kind: 'story', story: { run, events: syntheticEvents(1, 200) } })
    await settled(page)
    assert.match(await textOf(page, '.facts'), /^0 of 15 runs · baseline seed 0: step 200 of 400 · about \d+:\d\d left · wasm$/)
    assert.equal(Number(await page.locator('progress').getAttribute('value')), 0.5)
    assert.ok(await page.locator('.plot-area').isVisible(), 'its curve stands alone until its arm has one')
    await tell(page, messageOf(runningState(7)), { kind: 'curves', comparison: state.file, curves: syntheticCurves(state.variants, 2) })
    await tell(page, { kind: 'story', story: { run: '/synthetic/first/.gradlab/runs/innovation-s2', events: syntheticEvents(0, 120) } })
    await settled(page)
    await shoot(page, 'running')
    assert.match(await textOf(page, '.facts'), /^7 of 15 runs · innovation seed 2: step 120 of 400 · about 1:\d\d left · wasm$/)
    assert.match(await textOf(page, '.verdicts'), /So far: runs are missing/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'cancel', comparison: state.file })
  })

  it('asks for the story again where an event is missing, once', async () => {
    const { page } = await openWith()
    const run = '/synthetic/first/.gradlab/runs/baseline-s0'
    const events = syntheticEvents(0, 400)
    await tell(page, messageOf(runningState(0)), { kind: 'story', story: { run, events: events.slice(0, 5) } })
    await tell(page, { kind: 'events', run, events: events.slice(8, 9) }, { kind: 'events', run, events: events.slice(9, 10) })
    assert.deepEqual(
      (await posted<FromComparison>(page)).filter(({ kind }) => kind === 'askStory'),
      [{ kind: 'askStory', run }],
    )
  })

  it('changes in place: what has the focus keeps it, and what is drawn stays where nothing changed', async () => {
    const { page } = await openWith({ isGreeted: false })
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true }, messageOf(runningState(6)))
    await settled(page)
    await page.getByRole('button', { name: 'innovation seed 0' }).focus()
    await page.evaluate('globalThis.before = document.querySelector("[data-figure=values] svg")')
    await tell(page, messageOf({ ...runningState(6), secondsLeft: 60 }))
    await settled(page)
    assert.ok(await page.evaluate('globalThis.before === document.querySelector("[data-figure=values] svg")'))
    await tell(page, messageOf(runningState(7)))
    await settled(page)
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'innovation seed 0')
  })

  it('says which runs failed and why, with the line; goes on where it was cut', async () => {
    const where = { file: 'model.ts', line: 12, column: 5, text: '  return tf.matMul(a, b)' }
    const error = { code: 'source/shape', context: { callback: 'step', problem: 'shapes [2, 3] and [4, 5]', hint: { phrase: 'shape/matMul' } }, where } as const
    const whole = syntheticState()
    const runs: ComparisonState['runs'] = whole.runs.map(({ value: _, ...run }, i) =>
      i % 3 === 2 ? { ...run, status: 'failed', value: null, error } : { ...run, value: 0.85 },
    )
    const { page } = await openWith({ change: { runs } })
    await shoot(page, 'failed-runs')
    assert.match(await textOf(page, '.facts'), /15 of 15 runs · 5 failed/)
    assert.match((await page.locator('.run-table tbody tr').nth(2).textContent())!, /failedstep: shapes \[2, 3\] and \[4, 5\]/)
    assert.match((await page.locator('.run-table tbody tr').nth(5).textContent())!, /failedThe same error as in no-levels seed 0\./)
    await page.getByRole('button', { name: 'Open model.ts:12' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'openSource', comparison: whole.file, file: 'model.ts', line: 12 })
    await page.getByRole('button', { name: 'Try failed runs again' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'goOn', comparison: whole.file })
    await tell(page, messageOf({ ...runningState(4), status: 'failed', error }))
    await settled(page)
    await shoot(page, 'failed')
    assert.match(await textOf(page, '[role=alert]'), /shapes \[2, 3\]/)
    await page.getByRole('button', { name: 'Go on' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'goOn', comparison: whole.file })
  })

  it('leads to curves, writes and copies', async () => {
    const { page } = await openWith()
    const { file } = syntheticState()
    await page.getByRole('button', { name: 'no-levels seed 3' }).click()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await shoot(page, 'export')
    await page.getByRole('button', { name: 'Table as LaTeX…' }).click()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByRole('button', { name: 'Compare…' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).slice(-4), [
      { kind: 'openCurves', comparison: file, runs: ['no-levels-s3'] },
      { kind: 'export', comparison: file, format: 'tex' },
      { kind: 'copy', comparison: file },
      { kind: 'compare' },
    ])
  })

  it('has a table in place of each picture', async () => {
    const { page } = await openWith()
    for (const button of await page.locator('.dot-figure').getByRole('button', { name: 'Table' }).all()) await button.click()
    await shoot(page, 'tables')
    const rows = await page.locator('[data-figure="differences"] tbody tr').allTextContents()
    assert.match(rows[0]!, /^innovation\+0\.0184\+0\.0104 … \+0\.0264(\+0\.\d+){5}$/)
    assert.ok(!(await page.locator('svg.dots').first().isVisible()))
  })

  it('lets a past comparison be chosen, and comes back to it after a reload unless a command named another', async () => {
    const old: ComparisonState = { ...syntheticState(), file: '/synthetic/first/.gradlab/comparisons/compare-1.json', createdAt: '2024-05-06T07:08:09.000Z' }
    const other: ComparisonState = { ...old, file: '/synthetic/second/.gradlab/comparisons/compare-2.json', experiment: '/synthetic/second' }
    const { page } = await openWith({ others: [old, other] })
    assert.deepEqual(await page.locator('select optgroup').evaluateAll((all) => all.map((each) => each.getAttribute('label'))), ['second'])
    await page.getByLabel('Comparison', { exact: true }).selectOption(old.file)
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'show', comparison: old.file })
    await tell(page, messageOf(old, [syntheticState()], true))
    await settled(page)
    const saved = await savedBy(page)
    const again = await openWith({ saved, others: [old] })
    assert.deepEqual((await posted<FromComparison>(again.page)).at(-1), { kind: 'show', comparison: old.file })
    const asked = await openWith({ saved, isGreeted: false })
    await tell(asked.page, { kind: 'hello', language: 'en', isTrusted: true }, messageOf(syntheticState(), [old], true))
    assert.ok(!(await posted<FromComparison>(asked.page)).some(({ kind }) => kind === 'show'))
  })

  it('says what a comparison is where there is none, and that it loads before it knows', async () => {
    const { page } = await openWith({ isGreeted: false })
    await tell(page, { kind: 'hello', language: 'zh-cn', isTrusted: true })
    await settled(page)
    assert.match(await textOf(page, 'main'), /正在加载/)
    await tell(page, { kind: 'comparisons', cards: [], shown: null, isAsked: false })
    await settled(page)
    await shoot(page, 'empty')
    await page.getByRole('button', { name: '对比…' }).click()
    assert.deepEqual((await posted<FromComparison>(page)).at(-1), { kind: 'compare' })
  })

  it('starts nothing in a workspace that is not trusted, and cancels nothing that a terminal works at', async () => {
    const { page } = await openWith({ isTrusted: false, change: { status: 'interrupted' } })
    for (const name of ['Go on', 'Compare…']) assert.ok(await page.getByRole('button', { name }).isDisabled(), name)
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true }, messageOf({ ...runningState(3), keeper: 'terminal' }))
    await settled(page)
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0)
    assert.match(await textOf(page, '.controls'), /A terminal works at it/)
  })

  it('fits a narrow view without a sideways scroll, and follows the theme', async () => {
    const { page } = await openWith({ width: 360, variants: ['innovation', 'a-variant-with-a-long-name', 'no-levels'] })
    await shoot(page, 'narrow')
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    const fill = () =>
      page
        .locator('.dots .mean')
        .first()
        .evaluate((each) => getComputedStyle(each).fill)
    const dark = await fill()
    await switchTheme(page, 'high-contrast-light')
    await settled(page)
    assert.notEqual(await fill(), dark)
  })

  it('can be used with the keyboard alone', async () => {
    const { page } = await openWith()
    const reached: string[] = []
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('Tab')
      reached.push(String(await page.evaluate('document.activeElement.textContent.slice(0, 12) || document.activeElement.tagName')))
    }
    for (const wanted of ['Compare…', 'Export', 'Table', 'Show all as ']) assert.ok(reached.includes(wanted), `${wanted} in ${reached.join(', ')}`)
  })
})

const boundTitles = (isEnglish: boolean, titles: readonly string[]): string[] => titles.map((title) => `${isEnglish ? 'seed' : '种子'} ${title}`)
