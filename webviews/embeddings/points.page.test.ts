import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromEmbeddings, Language } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { inkIn, pictureOf, posted, savedBy, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticCard, syntheticEmbedding, syntheticFrame, type SyntheticScene } from './syntheticHost'

const card = syntheticCard('run-a')
const other = syntheticCard('run-b', { variant: 'baseline', seed: 1, status: 'completed' })

describe('points of the embeddings panel (synthetic host)', function () {
  this.timeout(60_000)
  const opened = panelTests<{ language: Language }>('embeddings', (page, { language = 'en' }) => tell(page, { kind: 'hello', language, isTrusted: true }))
  const open = async (options: Parameters<typeof opened>[0] = {}): Promise<Page> => (await opened({ width: 760, height: 560, ...options })).page

  // --- Points ---------------------------------------------------------------------------------------------------------

  it('shows a card with class, image, text and sound for the point under the pointer', async () => {
    const page = await open()
    await show(page)
    const at = await placeOf(page, 10)
    await page.mouse.move(at.x, at.y)
    const pointCard = page.locator('.point-card')
    await pointCard.waitFor()
    assert.match((await pointCard.textContent()) ?? '', /#10/)
    assert.match((await pointCard.textContent()) ?? '', /synthetic text 10 <b>not markup<\/b> 你好/)
    assert.equal(await pointCard.locator('.picture').evaluate((canvas) => getComputedStyle(canvas).imageRendering), 'pixelated')
    await page.mouse.move(3, 3)
    await pointCard.waitFor({ state: 'hidden' })
    await page.mouse.click(at.x, at.y)
    await page.mouse.move(3, 3)
    assert.equal(await pointCard.isVisible(), true, 'a clicked point keeps its card')
    await pointCard.locator('.close').click()
    await pointCard.waitFor({ state: 'hidden' })
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'plot')
  })

  it('goes from point to point by arrow keys, plays a sound by Enter, and closes by Escape', async () => {
    const page = await open()
    await page.evaluate(() => {
      Object.assign(window, { played: [] })
      const original = AudioContext.prototype.createBuffer
      AudioContext.prototype.createBuffer = function (channels, length, rate) {
        ;(Reflect.get(window, 'played') as number[]).push(length, rate)
        return original.call(this, channels, length, rate)
      }
    })
    await show(page)
    await page.locator('.plot').focus()
    const seen = new Set<string>()
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'ArrowUp']) {
      await page.keyboard.press(key)
      seen.add(await text(page, '.point-card .bar .dim'))
    }
    assert.equal(seen.size, 4)
    await page.getByRole('button', { name: 'Table' }).click()
    await page.getByRole('button', { name: 'Show point 40 in the plot' }).click()
    await page.locator('.point-card .sound').waitFor()
    await page.screenshot({ path: join(screenshots, 'embeddings-card.png') })
    await page.keyboard.press('Enter')
    assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'played') as number[]), [4000, 8000])
    await page.locator('.point-card .sound button').click()
    assert.equal((await page.evaluate(() => Reflect.get(window, 'played') as number[])).length, 4)
    await page.locator('.plot').focus()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.point-card').isVisible(), false)
  })

  it('reaches every point it can go to by keys with the card inside the view', async () => {
    const page = await open({ width: 300, height: 600 })
    await show(page)
    await page.locator('.plot').focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key)
      const [box, stage] = [(await page.locator('.point-card').boundingBox())!, (await page.locator('.stage').boundingBox())!]
      assert.ok(box.x >= stage.x - 1 && box.x + box.width <= stage.x + stage.width + 1 && box.y >= stage.y - 1)
    }
    await page.screenshot({ path: join(screenshots, 'embeddings-narrow-card.png') })
  })

  // --- View -----------------------------------------------------------------------------------------------------------

  it('keeps zoom and pan over new frames and over a reload, until 0 shows all', async () => {
    const page = await open()
    await show(page)
    const whole = await pictureOf(page.locator('.plot'))
    const box = (await page.locator('.plot').boundingBox())!
    await page.mouse.move(box.x + 200, box.y + 200)
    await page.mouse.wheel(0, -300)
    await page.mouse.down()
    await page.mouse.move(box.x + 260, box.y + 230, { steps: 4 })
    await page.mouse.up()
    const view = ((await savedBy(page)) as Record<string, unknown>)['view']
    assert.ok(view)
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(5)], problems: [] })
    assert.deepEqual(((await savedBy(page)) as Record<string, unknown>)['view'], view)
    await page.waitForTimeout(450)
    await page.mouse.move(1, 1)
    const moved = await pictureOf(page.locator('.plot'))
    const again = await open({ saved: await savedBy(page) })
    await show(again, { frames: 6 })
    assert.ok((await pictureOf(again.locator('.plot'))).equals(moved), 'the same picture after a reload')
    await page.locator('.plot').focus()
    await page.keyboard.press('0')
    assert.equal(((await savedBy(page)) as Record<string, unknown>)['view'], null)
    assert.notDeepEqual(whole, moved)
    const spans: number[] = []
    for (const key of ['f', '+', '-']) {
      await page.keyboard.press(key)
      spans.push(((await savedBy(page)) as { view: { camera: { span: number } } }).view.camera.span)
    }
    assert.ok(spans[1]! < spans[0]! && Math.abs(spans[2]! / spans[0]! - 1) < 1e-9, spans.join())
  })

  it('brings out the classes chosen, by click and by keys, and keeps them over a reload', async () => {
    const page = await open()
    await show(page)
    const before = await pictureOf(page.locator('.plot'))
    await page.locator('.class').nth(3).click()
    assert.equal(await page.locator('.class').nth(3).getAttribute('aria-pressed'), 'true')
    assert.notDeepEqual(await pictureOf(page.locator('.plot')), before)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    assert.deepEqual(((await savedBy(page)) as Record<string, unknown>)['labels'], ['3', '4'])
    await page.screenshot({ path: join(screenshots, 'embeddings-chosen.png') })
    const again = await open({ saved: await savedBy(page) })
    await show(again)
    assert.equal(await again.locator('.class[aria-pressed=true]').count(), 2)
    await page.locator('.legend .link').click()
    assert.equal(await page.locator('.class[aria-pressed=true]').count(), 0)
    await page.mouse.move(1, 1)
    assert.equal((await pictureOf(page.locator('.plot'))).equals(before), true)
  })

  it('holds a hundred classes: they scroll, are searched, and are one stop of the Tab key', async () => {
    const page = await open({ height: 600 })
    await show(page, { points: 2000, classes: 100 })
    assert.equal(await page.locator('.class').count(), 100)
    assert.equal(await page.locator('.class[tabindex="0"]').count(), 1)
    assert.ok(await page.locator('.classes').evaluate((list) => list.scrollHeight > list.clientHeight))
    await page.screenshot({ path: join(screenshots, 'embeddings-hundred.png') })
    await page.locator('.legend input').fill('CLASS 9')
    assert.equal(await page.locator('.class:visible').count(), 11)
    await page.locator('.legend input').fill('nothing like it')
    assert.equal(await page.locator('.legend p').isVisible(), true)
  })

  it('tells classes apart by shape where that is wanted', async () => {
    const page = await open()
    await show(page)
    const before = await pictureOf(page.locator('.plot'))
    await page.getByRole('button', { name: 'Shapes' }).click()
    assert.notDeepEqual(await pictureOf(page.locator('.plot')), before)
    assert.equal(((await savedBy(page)) as Record<string, unknown>)['wantsShapes'], true)
  })

  it('shows the same points as a table, a hundred a page, and leads from a row to its point', async () => {
    const page = await open({ width: 700 })
    await show(page, { points: 2000 })
    await page.getByRole('button', { name: 'Table' }).click()
    assert.equal(await page.locator('tbody tr').count(), 100)
    assert.equal(await text(page, '.pages .dim'), '1–100 of 2,000')
    const row = await text(page, 'tbody tr:first-child')
    await page.locator('.timeline input').fill('0')
    assert.notEqual(await text(page, 'tbody tr:first-child'), row)
    await page.getByRole('button', { name: 'Next page' }).click()
    assert.equal(await text(page, '.pages .dim'), '101–200 of 2,000')
    await page.screenshot({ path: join(screenshots, 'embeddings-table.png') })
    await page.locator('.class').nth(1).click()
    assert.equal(await text(page, '.pages .dim'), '1–100 of 200')
    await page.getByRole('button', { name: 'Show point 11 in the plot' }).click()
    await page.locator('.point-card').waitFor()
    assert.match(await text(page, '.point-card'), /#11/)
    assert.equal(await page.locator('.plot').isVisible(), true)
  })

  it('asks for what is chosen and leaves out answers to earlier choices', async () => {
    const page = await open()
    await show(page, { towers: ['image', 'text'], tower: 'image' })
    await page.getByRole('button', { name: 'UMAP' }).click()
    await page.locator('select.run').selectOption(other.run)
    assert.deepEqual((await posted<FromEmbeddings>(page)).slice(1), [
      { kind: 'show', run: card.run, method: 'pca' },
      { kind: 'show', run: card.run, method: 'umap', tower: 'image' },
      { kind: 'show', run: other.run, method: 'umap', tower: 'image' },
    ])
    await tell(page, syntheticEmbedding(card.run, { method: 'umap', towers: ['image', 'text'], tower: 'image' }))
    assert.equal(await page.locator('.plot').isVisible(), false)
    await tell(page, syntheticEmbedding(other.run, { method: 'umap', towers: ['image', 'text'], tower: 'image' }))
    assert.equal(await page.locator('.plot').isVisible(), true)
    assert.match(await text(page, '.about'), /distances between clusters mean little/)
    await page.getByLabel('Tower').selectOption('text')
    assert.deepEqual((await posted<FromEmbeddings>(page)).at(-1), { kind: 'show', run: other.run, method: 'umap', tower: 'text' })
    await page.getByRole('button', { name: 'Curves' }).click()
    assert.deepEqual((await posted<FromEmbeddings>(page)).at(-1), { kind: 'openCurves', run: other.run })
  })

  it('goes to the run that the host names, and keeps the one looked at when the list is sent again', async () => {
    const page = await open()
    await show(page)
    await tell(page, { kind: 'runs', cards: [syntheticCard('run-c'), card, other], shown: card.run })
    assert.equal((await posted<FromEmbeddings>(page)).length, 2)
    await tell(page, { kind: 'runs', cards: [card, other], shown: other.run })
    assert.deepEqual((await posted<FromEmbeddings>(page)).at(-1), { kind: 'show', run: other.run, method: 'pca' })
  })

  it('goes back to the run that was looked at before a reload, unless the host names one', async () => {
    const saved = { run: other.run, method: 'umap' }
    const page = await open({ saved })
    await tell(page, { kind: 'runs', cards: [card, other], shown: null })
    assert.deepEqual((await posted<FromEmbeddings>(page)).slice(1), [{ kind: 'show', run: other.run, method: 'umap' }])
    const named = await open({ saved })
    await tell(named, { kind: 'runs', cards: [card, other], shown: card.run })
    assert.deepEqual((await posted<FromEmbeddings>(named)).slice(1), [{ kind: 'show', run: card.run, method: 'umap' }])
  })

  it('says that it is busy, and that it no longer is', async () => {
    const page = await open()
    await show(page)
    await tell(page, { kind: 'busy', isBusy: true })
    assert.equal(await page.locator('.busy').isVisible(), true)
    assert.equal(await page.locator('main').getAttribute('aria-busy'), 'true')
    await tell(page, { kind: 'busy', isBusy: false })
    assert.equal(await page.locator('.busy').isVisible(), false)
  })

  it('explains why there is nothing to see', async () => {
    const page = await open()
    assert.equal(await text(page, '.empty'), 'Loading…')
    await tell(page, { kind: 'runs', cards: [], shown: null })
    assert.match(await text(page, '.empty'), /^No run yet/)
    await page.screenshot({ path: join(screenshots, 'embeddings-no-run.png') })
    const failed = syntheticCard('run-f', { status: 'failed', step: 0, error: { code: 'source/embedding', context: { row: 1, column: 2, value: 'NaN' } } })
    await tell(page, { kind: 'runs', cards: [failed], shown: failed.run })
    await tell(page, syntheticEmbedding(failed.run, { frames: 0 }))
    assert.match(await text(page, '.empty'), /failed before its first frame: embed gave NaN in row 1/)
    const silent = syntheticCard('run-s', { status: 'completed' })
    await tell(page, { kind: 'runs', cards: [silent], shown: silent.run })
    await tell(page, syntheticEmbedding(silent.run, { frames: 0 }))
    assert.match(await text(page, '.empty'), /Add “embed” to defineExperiment/)
    await page.screenshot({ path: join(screenshots, 'embeddings-no-embed.png') })
  })

  it('shows the first frame when it comes', async () => {
    const page = await open()
    await show(page, { frames: 0 })
    assert.equal(await page.locator('.plot').isVisible(), false)
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(0)], problems: [] })
    assert.ok((await inkIn(page.locator('.plot'))) > 300)
    assert.equal(await page.locator('.timeline input').isDisabled(), true)
  })

  async function show(page: Page, scene: SyntheticScene = {}): Promise<void> {
    await tell(page, { kind: 'runs', cards: [card, other], shown: card.run })
    await tell(page, syntheticEmbedding(card.run, scene))
    await settled(page)
  }
})

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent())?.trim() ?? ''
}
/** Where a point is drawn: by walking there with the table's button. */
async function placeOf(page: Page, point: number): Promise<{ x: number; y: number }> {
  await page.getByRole('button', { name: 'Table' }).click()
  await page.getByRole('button', { name: `Show point ${point} in the plot` }).click()
  const box = (await page.locator('.ring').boundingBox())!
  await page.keyboard.press('Escape')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
