import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Language } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { inkIn, pictureOf, savedBy, settled, switchTheme, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticCard, syntheticEmbedding, syntheticFrame, type SyntheticScene } from './syntheticHost'

const card = syntheticCard('run-a')
const other = syntheticCard('run-b', { variant: 'baseline', seed: 1, status: 'completed' })

describe('the embeddings panel (synthetic host)', function () {
  this.timeout(60_000)
  const opened = panelTests<{ language: Language }>('embeddings', (page, { language = 'en' }) => tell(page, { kind: 'hello', language, isTrusted: true }))
  const open = async (options: Parameters<typeof opened>[0] = {}): Promise<Page> => (await opened({ width: 760, height: 560, ...options })).page

  // --- What is seen ---------------------------------------------------------------------------------------------------

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    it(`shows points, classes and steps: ${theme}`, async () => {
      const page = await open({ theme, width: 900, height: 620 })
      await show(page, { points: 600 })
      assert.match(await text(page, '.about'), /^600 points, 10 classes\. The two axes hold 65 % of the variance\.$/)
      assert.equal(await page.locator('.class').count(), 10)
      assert.ok((await inkIn(page.locator('.plot'))) > 600, 'points are drawn')
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
      const page = await open({ ratio: 2, ...(isFallback && { before: withoutWebgl }) })
      await show(page)
      assert.equal(await page.locator('.plot').getAttribute('data-renderer'), isFallback ? 'canvas2d' : 'webgl2')
      const sizes = await page
        .locator('.plot > canvas')
        .evaluate((canvas: HTMLCanvasElement) => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight])
      assert.deepEqual(sizes, [2, 2])
      assert.ok((await inkIn(page.locator('.plot'))) > 1000)
      await page.locator('.plot').screenshot({ path: join(screenshots, `embeddings-${isFallback ? 'canvas2d' : 'webgl2'}.png`) })
    })
  }

  it('goes on in Canvas2D when the GPU is taken away', async () => {
    const page = await open()
    await show(page)
    await page.locator('.plot > canvas').evaluate((canvas: HTMLCanvasElement) => canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext())
    await page.locator('.plot[data-renderer=canvas2d]').waitFor()
    assert.ok((await inkIn(page.locator('.plot'))) > 300)
  })

  it('draws in the new colors when the theme changes', async () => {
    const page = await open({ theme: 'dark' })
    await show(page)
    const before = await pictureOf(page.locator('.plot'))
    await switchTheme(page, 'light')
    await settled(page)
    assert.notDeepEqual(await pictureOf(page.locator('.plot')), before)
    assert.ok((await inkIn(page.locator('.plot'), 255)) > 300)
  })

  // --- Steps ----------------------------------------------------------------------------------------------------------

  it('follows the newest frame at the end, and stays where the slider was put', async () => {
    const page = await open()
    await show(page)
    assert.equal(await text(page, '.timeline output'), '200')
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(5)], problems: [] })
    assert.equal(await text(page, '.timeline output'), '250')
    await page.locator('.timeline input').fill('1')
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(6)], problems: [] })
    assert.equal(await text(page, '.timeline output'), '50')
    assert.equal(await page.locator('.timeline input').getAttribute('max'), '6')
    await page.locator('.timeline button.link').click()
    assert.equal(await text(page, '.timeline output'), '300')
    assert.equal(((await savedBy(page)) as Record<string, unknown>)['step'], null)
  })

  it('shows the step chosen before a reload, and the newest where that was followed', async () => {
    const page = await open({ saved: { run: card.run, method: 'pca', step: 100 } })
    await show(page)
    assert.equal(await text(page, '.timeline output'), '100')
  })

  it('drops frames that a resumed run makes anew', async () => {
    const page = await open()
    await show(page)
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(2)], problems: [] })
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

  it('jumps from frame to frame where less motion is wanted, glides where not, and then rests', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const page = await open({ before: countingFrames })
      await page.emulateMedia({ reducedMotion })
      await show(page)
      const before = await pictureOf(page.locator('.plot'))
      const framesDuring = async (work: () => Promise<void>): Promise<number> => {
        await page.evaluate('window.frameCount = 0')
        await work()
        await page.waitForTimeout(500)
        return Number(await page.evaluate('window.frameCount'))
      }
      const moving = await framesDuring(() => page.locator('.timeline input').fill('0'))
      assert.equal(moving > 1, reducedMotion === 'no-preference', `${moving} animation frames`)
      assert.notDeepEqual(await pictureOf(page.locator('.plot')), before)
      assert.equal(await framesDuring(async () => undefined), 0)
    }
  })

  async function show(page: Page, scene: SyntheticScene = {}, choice: { method?: 'umap' } = {}): Promise<void> {
    await tell(page, { kind: 'runs', cards: [card, other], shown: card.run })
    if (choice.method) await page.getByRole('button', { name: 'UMAP' }).click()
    await tell(page, syntheticEmbedding(card.run, scene))
    await settled(page)
  }
})

/** Counts how often the panel asks for an animation frame. */
const countingFrames = `{
  window.frameCount = 0
  const original = window.requestAnimationFrame
  window.requestAnimationFrame = (callback) => (window.frameCount++, original(callback))
}`

const withoutWebgl = `{
  const original = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : original.call(this, kind, ...rest) }
}`

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent())?.trim() ?? ''
}
