import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { FromEmbeddings, Language, ToEmbeddings } from '../../protocol'
import { launchBrowser, screenshots } from '../../test/support/browser'
import { buildPanel, openPanel, switchTheme, type BuiltPanel } from '../../test/support/panelPage'
import type { ThemeName } from '../../test/support/themes'
import { syntheticCard, syntheticEmbedding, syntheticFrame, type SyntheticScene } from './syntheticHost'

const card = syntheticCard('run-a')
const other = syntheticCard('run-b', { variant: 'baseline', seed: 1, status: 'completed' })

describe('the embeddings panel', function () {
  this.timeout(60_000)
  let browser: Browser
  let panel: BuiltPanel
  const pages: { page: Page; faults: string[] }[] = []
  before(async () => {
    panel = await buildPanel('embeddings')
    browser = await launchBrowser()
  })
  after(() => browser?.close())
  afterEach(async () => {
    for (const { page, faults } of pages.splice(0)) {
      await page.close()
      assert.deepEqual(faults, [], 'the console is free of errors')
    }
  })

  // --- What is seen ---------------------------------------------------------------------------------------------------

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    it(`shows points, classes and steps: ${theme}`, async () => {
      const page = await open({ theme, width: 900, height: 620 })
      await show(page, { points: 600 })
      assert.match(await text(page, '.about'), /^600 points, 10 classes\. The two axes hold 65 % of the variance\.$/)
      assert.equal(await page.locator('.class').count(), 10)
      assert.ok((await inked(page)) > 600, 'points are drawn')
      await page.locator('.plot').focus()
      for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key)
      await page.screenshot({ path: join(screenshots, `embeddings-${theme}.png`) })
    })
  }

  it('speaks Chinese', async () => {
    const page = await open({ language: 'zh-cn', width: 900, height: 620 })
    await show(page, { method: 'umap' }, { method: 'umap' })
    assert.match(await text(page, '.about'), /^300 个点，10 个类别。/)
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN')
    await page.screenshot({ path: join(screenshots, 'embeddings-zh-cn.png') })
  })

  it('fits a docked view of 300 pixels', async () => {
    const page = await open({ width: 300, height: 640 })
    await show(page, { points: 2000, towers: ['image', 'text'], tower: 'image' })
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight),
      'no page scroll',
    )
    assert.ok((await page.locator('.plot').boundingBox())!.height >= 200)
    await page.screenshot({ path: join(screenshots, 'embeddings-narrow.png') })
  })

  for (const isFallback of [false, true]) {
    it(`draws by ${isFallback ? 'Canvas2D where there is no WebGL2' : 'WebGL2'}, crisp at two pixels a pixel`, async () => {
      const page = await open({ isFallback, ratio: 2 })
      await show(page)
      assert.equal(await page.locator('.plot').getAttribute('data-renderer'), isFallback ? 'canvas2d' : 'webgl2')
      const sizes = await page
        .locator('.plot > canvas')
        .evaluate((canvas: HTMLCanvasElement) => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight])
      assert.deepEqual(sizes, [2, 2])
      assert.ok((await inked(page)) > 1000)
      await page.locator('.plot').screenshot({ path: join(screenshots, `embeddings-${isFallback ? 'canvas2d' : 'webgl2'}.png`) })
    })
  }

  it('goes on in Canvas2D when the GPU is taken away', async () => {
    const page = await open()
    await show(page)
    await page.locator('.plot > canvas').evaluate((canvas: HTMLCanvasElement) => canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext())
    await page.locator('.plot[data-renderer=canvas2d]').waitFor()
    assert.ok((await inked(page)) > 300)
  })

  it('draws in the new colors when the theme changes', async () => {
    const page = await open({ theme: 'dark' })
    await show(page)
    const before = await picture(page)
    await switchTheme(page, 'light')
    await page.waitForTimeout(50)
    assert.notDeepEqual(await picture(page), before)
    assert.ok((await inked(page, 255)) > 300)
  })

  // --- Steps ----------------------------------------------------------------------------------------------------------

  it('follows the newest frame at the end, and stays where the slider was put', async () => {
    const page = await open()
    await show(page)
    assert.equal(await text(page, '.timeline output'), '200')
    await say(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(5)] })
    assert.equal(await text(page, '.timeline output'), '250')
    await page.locator('.timeline input').fill('1')
    await say(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(6)] })
    assert.equal(await text(page, '.timeline output'), '50')
    assert.equal(await page.locator('.timeline input').getAttribute('max'), '6')
    await page.locator('.timeline button.link').click()
    assert.equal(await text(page, '.timeline output'), '300')
    assert.equal((await state(page))['step'], null)
  })

  it('shows the step chosen before a reload, and the newest where that was followed', async () => {
    const page = await open({ saved: { run: card.run, method: 'pca', step: 100 } })
    await show(page)
    assert.equal(await text(page, '.timeline output'), '100')
  })

  it('drops frames that a resumed run makes anew', async () => {
    const page = await open()
    await show(page)
    await say(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(2)] })
    assert.equal(await page.locator('.timeline input').getAttribute('max'), '2')
    assert.equal(await text(page, '.timeline output'), '100')
  })

  it('plays to the newest frame and can be stopped on the way', async () => {
    const page = await open()
    await show(page, { frames: 6 })
    const play = page.locator('.timeline .play')
    await play.click()
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.timeline input')!.value === '1')
    await play.click()
    const stopped = await text(page, '.timeline output')
    await page.waitForTimeout(400)
    assert.equal(await text(page, '.timeline output'), stopped)
    await play.click()
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.timeline .play')!.dataset['playing'] === 'false')
    assert.equal(await text(page, '.timeline output'), '250')
  })

  it('jumps from frame to frame where less motion is wanted, and glides where not', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const page = await open()
      await page.emulateMedia({ reducedMotion })
      await show(page)
      const before = await picture(page)
      await page.locator('.timeline input').fill('0')
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
      const soon = await picture(page)
      await page.waitForTimeout(500)
      const late = await picture(page)
      assert.notDeepEqual(late, before)
      assert.equal(soon.equals(late), reducedMotion === 'reduce')
    }
  })

  it('asks for no animation frame while nothing changes', async () => {
    const page = await open()
    await show(page)
    await page.waitForTimeout(500)
    await page.evaluate(() => {
      const original = window.requestAnimationFrame
      Object.assign(window, { frameCount: 0 })
      window.requestAnimationFrame = (callback) => {
        Object.assign(window, { frameCount: Number(Reflect.get(window, 'frameCount')) + 1 })
        return original(callback)
      }
    })
    await page.waitForTimeout(300)
    assert.equal(await page.evaluate(() => Number(Reflect.get(window, 'frameCount'))), 0)
  })

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
    assert.deepEqual(await page.evaluate((): unknown => Reflect.get(window, 'played') as unknown), [4000, 8000])
    await page.locator('.point-card .sound button').click()
    assert.equal(((await page.evaluate((): unknown => Reflect.get(window, 'played') as unknown)) as number[]).length, 4)
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
    const whole = await picture(page)
    const box = (await page.locator('.plot').boundingBox())!
    await page.mouse.move(box.x + 200, box.y + 200)
    await page.mouse.wheel(0, -300)
    await page.mouse.down()
    await page.mouse.move(box.x + 260, box.y + 230, { steps: 4 })
    await page.mouse.up()
    const view = (await state(page))['view']
    assert.ok(view)
    await say(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(5)] })
    assert.deepEqual((await state(page))['view'], view)
    await page.waitForTimeout(450)
    await page.mouse.move(1, 1)
    const moved = await picture(page)
    const again = await open({ saved: await state(page) })
    await show(again, { frames: 6 })
    assert.deepEqual((await picture(again)).equals(moved), true, 'the same picture after a reload')
    await page.locator('.plot').focus()
    await page.keyboard.press('0')
    assert.equal((await state(page))['view'], null)
    assert.notDeepEqual(whole, moved)
    for (const [key, grows] of [
      ['+', true],
      ['-', false],
      ['f', true],
    ] as const) {
      await page.keyboard.press(key)
      assert.ok((await state(page))['view'], `${key} ${grows}`)
    }
  })

  it('brings out the classes chosen, by click and by keys, and keeps them over a reload', async () => {
    const page = await open()
    await show(page)
    const before = await picture(page)
    await page.locator('.class').nth(3).click()
    assert.equal(await page.locator('.class').nth(3).getAttribute('aria-pressed'), 'true')
    assert.notDeepEqual(await picture(page), before)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    assert.deepEqual((await state(page))['labels'], ['3', '4'])
    await page.screenshot({ path: join(screenshots, 'embeddings-chosen.png') })
    const again = await open({ saved: await state(page) })
    await show(again)
    assert.equal(await again.locator('.class[aria-pressed=true]').count(), 2)
    await page.locator('.legend .link').click()
    assert.equal(await page.locator('.class[aria-pressed=true]').count(), 0)
    await page.mouse.move(1, 1)
    assert.equal((await picture(page)).equals(before), true)
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
    const before = await picture(page)
    await page.getByRole('button', { name: 'Shapes' }).click()
    assert.notDeepEqual(await picture(page), before)
    assert.equal((await state(page))['wantsShapes'], true)
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

  // --- Choosing -------------------------------------------------------------------------------------------------------

  it('asks for what is chosen and leaves out answers to earlier choices', async () => {
    const page = await open()
    await show(page, { towers: ['image', 'text'], tower: 'image' })
    await page.getByRole('button', { name: 'UMAP' }).click()
    await page.locator('select.run').selectOption(other.run)
    assert.deepEqual((await posted(page)).slice(1), [
      { kind: 'show', run: card.run, method: 'pca' },
      { kind: 'show', run: card.run, method: 'umap', tower: 'image' },
      { kind: 'show', run: other.run, method: 'umap', tower: 'image' },
    ])
    await say(page, syntheticEmbedding(card.run, { method: 'umap', towers: ['image', 'text'], tower: 'image' }))
    assert.equal(await page.locator('.plot').isVisible(), false)
    await say(page, syntheticEmbedding(other.run, { method: 'umap', towers: ['image', 'text'], tower: 'image' }))
    assert.equal(await page.locator('.plot').isVisible(), true)
    assert.match(await text(page, '.about'), /distances between clusters mean little/)
    await page.getByLabel('Tower').selectOption('text')
    assert.deepEqual((await posted(page)).at(-1), { kind: 'show', run: other.run, method: 'umap', tower: 'text' })
    await page.getByRole('button', { name: 'Curves' }).click()
    assert.deepEqual((await posted(page)).at(-1), { kind: 'openCurves', run: other.run })
  })

  it('goes to the run that the host names, and keeps the one looked at when the list is sent again', async () => {
    const page = await open()
    await show(page)
    await say(page, { kind: 'runs', cards: [syntheticCard('run-c'), card, other], shown: card.run })
    assert.equal((await posted(page)).length, 2)
    await say(page, { kind: 'runs', cards: [card, other], shown: other.run })
    assert.deepEqual((await posted(page)).at(-1), { kind: 'show', run: other.run, method: 'pca' })
  })

  it('says that it is busy, and that it no longer is', async () => {
    const page = await open()
    await show(page)
    await say(page, { kind: 'busy', isBusy: true })
    assert.equal(await page.locator('.busy').isVisible(), true)
    assert.equal(await page.locator('main').getAttribute('aria-busy'), 'true')
    await say(page, { kind: 'busy', isBusy: false })
    assert.equal(await page.locator('.busy').isVisible(), false)
  })

  it('explains why there is nothing to see', async () => {
    const page = await open()
    assert.equal(await text(page, '.empty'), 'Loading…')
    await say(page, { kind: 'runs', cards: [], shown: null })
    assert.match(await text(page, '.empty'), /^No run yet/)
    await page.screenshot({ path: join(screenshots, 'embeddings-no-run.png') })
    const failed = syntheticCard('run-f', { status: 'failed', step: 0, error: { code: 'source/embedding', context: { row: 1, column: 2, value: 'NaN' } } })
    await say(page, { kind: 'runs', cards: [failed], shown: failed.run })
    await say(page, syntheticEmbedding(failed.run, { frames: 0 }))
    assert.match(await text(page, '.empty'), /failed before its first frame: embed gave NaN in row 1/)
    const silent = syntheticCard('run-s', { status: 'completed' })
    await say(page, { kind: 'runs', cards: [silent], shown: silent.run })
    await say(page, syntheticEmbedding(silent.run, { frames: 0 }))
    assert.match(await text(page, '.empty'), /Add “embed” to defineExperiment/)
    await page.screenshot({ path: join(screenshots, 'embeddings-no-embed.png') })
  })

  it('shows the first frame when it comes', async () => {
    const page = await open()
    await show(page, { frames: 0 })
    assert.equal(await page.locator('.plot').isVisible(), false)
    await say(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(0)] })
    assert.ok((await inked(page)) > 300)
    assert.equal(await page.locator('.timeline input').isDisabled(), true)
  })

  // --- Helpers --------------------------------------------------------------------------------------------------------

  async function open(
    options: { language?: Language; theme?: ThemeName; width?: number; height?: number; saved?: unknown; isFallback?: boolean; ratio?: number } = {},
  ): Promise<Page> {
    const { language = 'en', theme = 'dark', width = 760, height = 560, saved, isFallback = false, ratio } = options
    const opened = await openPanel(browser, panel, {
      theme,
      width,
      height,
      saved,
      ...(ratio !== undefined && { ratio }),
      ...(isFallback && { before: withoutWebgl }),
    })
    pages.push(opened)
    await say(opened.page, { kind: 'hello', language, isTrusted: true })
    return opened.page
  }
  async function show(page: Page, scene: SyntheticScene = {}, choice: { method?: 'umap' } = {}): Promise<void> {
    await say(page, { kind: 'runs', cards: [card, other], shown: card.run })
    if (choice.method) await page.getByRole('button', { name: 'UMAP' }).click()
    await say(page, syntheticEmbedding(card.run, scene))
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
})

const withoutWebgl = `{
  const original = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : original.call(this, kind, ...rest) }
}`

/** Typed arrays do not cross as such: positions go as numbers and become arrays in the page. */
async function say(page: Page, message: ToEmbeddings): Promise<void> {
  const plain = JSON.stringify(message, (_, value: unknown) => (value instanceof Float32Array ? { float32: [...value] } : value))
  await page.evaluate((text) => {
    const message = JSON.parse(text, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'float32' in value ? Float32Array.from(value.float32 as number[]) : value,
    ) as unknown
    ;(Reflect.get(window, 'fake') as { say(message: unknown): void }).say(message)
  }, plain)
}
async function posted(page: Page): Promise<FromEmbeddings[]> {
  return (await page.evaluate(() => (Reflect.get(window, 'fake') as { posted: unknown }).posted)) as FromEmbeddings[]
}
async function state(page: Page): Promise<Record<string, unknown>> {
  return (await page.evaluate(() => (Reflect.get(window, 'fake') as { state: { get(): unknown } }).state.get())) as Record<string, unknown>
}
async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent())?.trim() ?? ''
}
/** What is on the screen where the plot is. */
async function picture(page: Page): Promise<Buffer> {
  return page.locator('.plot').screenshot()
}
/** How many of the plot's pixels are a point's, by what the screen shows. */
async function inked(page: Page, background?: number): Promise<number> {
  const png = (await page.locator('.plot').screenshot()).toString('base64')
  return page.evaluate(
    async ({ png, background }) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const corner = background ?? data[0]!
      let count = 0
      for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i]! - corner) + Math.abs(data[i + 1]! - corner) + Math.abs(data[i + 2]! - corner) > 90) count++
      return count
    },
    { png, background },
  )
}
/** Where a point is drawn: by walking there with the table's button. */
async function placeOf(page: Page, point: number): Promise<{ x: number; y: number }> {
  await page.getByRole('button', { name: 'Table' }).click()
  await page.getByRole('button', { name: `Show point ${point} in the plot` }).click()
  const box = (await page.locator('.ring').boundingBox())!
  await page.keyboard.press('Escape')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
