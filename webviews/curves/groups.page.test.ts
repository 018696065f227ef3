import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromCurves } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { pixelsOf, posted, reply, savedBy, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { figuresAnswer, syntheticCard, syntheticEvents, syntheticMessages, type SyntheticOptions } from './syntheticRuns'

describe('groups of runs and the x axis of charts in a browser (synthetic runs)', () => {
  const openWith = panelTests<SyntheticOptions>('curves', async (page, options) => {
    await tell(page, ...syntheticMessages(options))
    await settled(page)
    await reply<FromCurves>(page, (said) => figuresAnswer(said))
  })

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['high-contrast-light', 'en'],
    ['dark', 'zh-cn'],
  ] as const) {
    it(`draws runs of a variant as one line with a band: ${theme}, ${language}`, async () => {
      const { page } = await openWith({ theme, language, runs: 6 })
      await group(page, 'variant')
      await page.locator('.grouping > label input').check()
      await page.screenshot({ path: join(screenshots, `curves-group-menu-${language}-${theme}.png`) })
      await page.keyboard.press('Escape')
      await page.locator('[data-metric="validation/accuracy"] .plot-area').hover({ position: { x: 200, y: 80 } })
      await settled(page)
      await page.screenshot({ path: join(screenshots, `curves-groups-${language}-${theme}.png`) })
      const rows = await page.locator('[data-metric="validation/accuracy"] .hover tbody tr').allTextContents()
      assert.equal(rows.length, 8)
      assert.match(rows[0]!, language === 'en' ? /^innovation \(3 runs\)0\.\d+0\.\d+ … 0\.\d+3\d+$/ : /^innovation（3 个运行）/)
    })
  }

  it('says how many runs are behind a value, where one run is shorter than the others', async () => {
    const cards = [0, 2].map((index) => syntheticCard(index))
    const { page } = await openWith({ isGreeted: false })
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true }, { kind: 'runs', cards, shown: cards.map(({ run }) => run) })
    for (const [index, steps] of [
      [0, 400],
      [2, 200],
    ] as const)
      // prettier-ignore
      await tell(page, { kind: 'story', story: { run: syntheticCard(index).run, events: syntheticEvents(index, steps) } })
    await settled(page)
    await group(page, 'variant')
    await page.keyboard.press('Escape')
    const plot = page.locator('[data-metric="validation/accuracy"] .plot-area')
    await plot.focus()
    await page.keyboard.press('Home')
    assert.match(await spoken(page), /^step 40, innovation \(2 runs\) 0\.\d+, 2 runs$/)
    await page.keyboard.press('End')
    assert.match(await spoken(page), /^step 400, innovation \(2 runs\) 0\.\d+, 1 run$/)
  })

  it('keeps the color of a variant whichever of its runs are shown, and all choices over a reload', async () => {
    const { page } = await openWith({ runs: 4 })
    await group(page, 'variant')
    await page.locator('#group-center').selectOption('median')
    await page.locator('#group-band').selectOption('deviation')
    await page.keyboard.press('Escape')
    const color = (index: number): Promise<string> => page.locator(`[data-run="${syntheticCard(index).run}"] input[type=color]`).inputValue()
    const [innovation, baseline] = [await color(0), await color(1)]
    assert.notEqual(innovation, baseline)
    assert.deepEqual([await color(2), await color(3)], [innovation, baseline])
    for (const index of [0, 1]) await page.locator(`[data-run="${syntheticCard(index).run}"] input[type=checkbox]`).uncheck()
    assert.deepEqual([await color(2), await color(3)], [innovation, baseline])
    await page.locator(`[data-run="${syntheticCard(2).run}"] input[type=color]`).fill('#ff00ff')
    assert.equal(await color(2), '#ff00ff')
    const again = await openWith({ runs: 4, saved: await savedBy(page) })
    assert.equal(await again.page.getByRole('button', { name: 'Grouped by variant' }).count(), 1)
    assert.deepEqual([await again.page.locator('#group-center').inputValue(), await again.page.locator('#group-band').inputValue()], ['median', 'deviation'])
    assert.equal(await again.page.locator(`[data-run="${syntheticCard(0).run}"] input[type=color]`).inputValue(), '#ff00ff')
  })

  it('groups by a hyper-parameter that differs, by keys alone, and exports the band', async () => {
    const cards = [0, 1, 2, 3].map((index) => syntheticCard(index, { hyper: { momentum: index < 2 ? 0.9 : 0.5 } }))
    const { page } = await openWith({ cards })
    await page.getByRole('button', { name: 'Group' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: 'momentum' }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Escape')
    await settled(page)
    assert.equal(await page.getByRole('button', { name: 'Grouped by momentum' }).count(), 1)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('button', { name: 'Charts as SVG' }).click()
    const last = (await posted<FromCurves>(page)).at(-1)
    assert.ok(last?.kind === 'export')
    assert.match(last.text, /momentum 0\.9 \(2 runs\)/)
    assert.match(last.text, /<polygon points="[^"]+" fill="[^"]+" opacity="0.18"/)
  })

  it('draws a metric against another, joined by step, and leaves each axis its zoom', async () => {
    const { page } = await openWith()
    const accuracy = page.locator('[data-metric="validation/accuracy"]')
    const plot = accuracy.locator('.plot-area')
    const zoomIn = async (): Promise<void> => {
      await plot.focus()
      await page.keyboard.press('+')
      await settled(page)
    }
    await zoomIn()
    const bySteps = await pixelsOf(accuracy.locator('canvas.base'))
    await page.locator('#x-axis').selectOption({ label: 'train/loss' })
    await settled(page)
    assert.equal(await page.getByRole('button', { name: 'Reset zoom' }).isVisible(), false)
    await page.locator('#x-scale').selectOption('log')
    await settled(page)
    await page.screenshot({ path: join(screenshots, 'curves-against-loss.png') })
    await plot.focus()
    const said: string[] = []
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'End']) {
      await page.keyboard.press(key)
      said.push(await spoken(page))
    }
    assert.equal(new Set(said).size, 4)
    for (const each of said) assert.match(each, /^train\/loss \d.*, innovation seed 0 0\.\d+/)
    assert.match((await accuracy.locator('.hover th').first().textContent()) ?? '', /^train\/loss 0\.\d+$/)
    await zoomIn()
    assert.equal(await page.getByRole('button', { name: 'Reset zoom' }).isVisible(), true)
    const saved = await savedBy(page)
    await page.locator('#x-scale').selectOption('linear')
    await page.locator('#x-axis').selectOption('step')
    await page.keyboard.press('Escape')
    await settled(page)
    assert.equal(await pixelsOf(accuracy.locator('canvas.base')), bySteps)
    const again = await openWith({ saved })
    assert.equal(await again.page.locator('#x-axis').inputValue(), 'metric:train/loss')
    assert.equal(await again.page.locator('#x-scale').inputValue(), 'log')
    assert.equal(await again.page.getByRole('button', { name: 'Reset zoom' }).isVisible(), true)
  })

  it('says where no step has both metrics, and what a log axis has no place for', async () => {
    const { page } = await openWith({ runs: 1 })
    await page.locator('#x-axis').selectOption({ label: 'train/margin' })
    await page.locator('#x-scale').selectOption('log')
    await settled(page)
    assert.match((await page.locator('[data-metric="train/loss"] .notes').textContent()) ?? '', /▽ \d+ not above 0/)
    const { run } = syntheticCard(0)
    const lone = { kind: 'scalars', steps: [401, 402], series: { 'train/lone': [1, 2] } } as const
    await tell(page, { kind: 'story', story: { run, events: syntheticEvents(0, 400, [lone]) } })
    await settled(page)
    assert.match((await page.locator('[data-metric="train/lone"] .notes').textContent()) ?? '', /No step has a value of this metric and of train\/margin/)
    await page.locator('#x-axis').selectOption('clock')
    await page.locator('#x-scale:disabled').waitFor()
  })
})

async function group(page: Page, key: string): Promise<void> {
  await page.locator('[popovertarget=grouping]').click()
  await page.locator(`.grouping input[value="${key}"]`).check()
  await settled(page)
}

async function spoken(page: Page): Promise<string> {
  return (await page.locator('body > [aria-live]').textContent()) ?? ''
}
