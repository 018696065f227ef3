import assert from 'node:assert/strict'
import type { FromCurves } from '../../protocol'
import type { Page } from '../../test/support/browser'
import { posted, reply, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { figuresAnswer, lastSeq, syntheticCard, syntheticEvents, syntheticFigures, syntheticMessages, type SyntheticOptions } from '../curves/syntheticRuns'

describe('figures in a browser (synthetic runs)', () => {
  const openWith = panelTests<SyntheticOptions>('curves', async (page, options) => {
    await tell(page, ...syntheticMessages(options))
    await settled(page)
    await answerFigures(page)
  })

  it('leaves the step slider where the user put it when figures of new steps come, and follows at the end', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    const slider = page.locator('#figure-step')
    assert.equal(await slider.inputValue(), '1')
    await slider.fill('0')
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'askFigures', run, atStep: 100 })
    await answerFigures(page)
    const seq = lastSeq(syntheticEvents(0, 240))
    await tell(page, { kind: 'events', run, events: [{ seq: seq + 1, time: Date.UTC(2025, 0, 2, 4), kind: 'figures', step: 300, file: 'f' }] })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '100')
    assert.equal((await posted<FromCurves>(page)).filter(({ kind }) => kind === 'askFigures').length, 2, 'nothing is asked that is not shown')
    await page.getByRole('button', { name: 'Newest' }).click()
    assert.deepEqual((await posted<FromCurves>(page)).at(-1), { kind: 'askFigures', run })
    await answerFigures(page, [100, 200, 300])
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '300')
    await tell(page, { kind: 'events', run, events: [{ seq: seq + 2, time: Date.UTC(2025, 0, 2, 4), kind: 'figures', step: 400, file: 'f' }] })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '400')
    await page.close()
  })

  it('drops a late answer about a step that is no longer wanted, and a step that was thinned out', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    await page.locator('#figure-step').fill('0')
    await tell(page, { kind: 'figures', run, step: 200, steps: [100, 200], figures: syntheticFigures(200) })
    await settled(page)
    assert.ok(await page.locator('.figure-grid.stale').isVisible())
    await tell(page, { kind: 'figures', run, step: 100, steps: [100], figures: syntheticFigures(100) })
    await settled(page)
    assert.equal(await page.locator('.figure-grid.stale').count(), 0)
    await page.close()
  })

  it('shows the figures of the step clicked on a chart, and undoes that where the click was the first of two', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const chart = page.locator('[data-metric="train/loss"] .plot-area')
    await chart.dblclick({ position: { x: 250, y: 80 } })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '200')
    await chart.click({ position: { x: 250, y: 80 } })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '100')
    await page.close()
  })

  it('reads heatmaps and words by pointer and by keys', async () => {
    const { page } = await openWith({ runs: 1 })
    const heatmap = page.locator('[data-figure=heatmap]')
    await heatmap.locator('canvas.heatmap').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    assert.match((await heatmap.locator('.keys').textContent()) ?? '', /b × zero: 0\./)
    await page.keyboard.press('Escape')
    const box = (await heatmap.locator('canvas.heatmap').boundingBox())!
    await page.mouse.move(box.x + box.width - 8, box.y + box.height - 8)
    assert.match((await heatmap.locator('.keys').textContent()) ?? '', /f × seven: 0\./)
    const words = page.locator('[data-figure=text]')
    await words.locator('.word').first().focus()
    await page.keyboard.press('End')
    assert.match((await words.locator('.keys').textContent()) ?? '', /long: −0\.6/)
    await page.close()
  })

  it('runs nothing of a diagram, which is an image', async () => {
    const { page, faults } = await openWith({ runs: 1 })
    assert.match((await page.locator('[data-figure=diagram] img').getAttribute('src')) ?? '', /^data:image\/svg/)
    assert.notEqual(await page.title(), 'broken in')
    assert.deepEqual(faults, [])
    await page.close()
  })
})

/** The figures of the newest request. */
const answerFigures = (page: Page, steps?: readonly number[]): Promise<void> => reply<FromCurves>(page, (said) => figuresAnswer(said, steps))
