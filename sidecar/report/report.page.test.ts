import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { LANGUAGES, type Language } from '../../protocol'
import { launchBrowser, screenshots, watchFaults } from '../../test/support/browser'
import { pointCount, runFolderIn, writeFixtureRun } from './fixtureRun'
import { writeReport } from './report'

describe('a report in a browser', () => {
  let folder: string
  let browser: Browser
  let script: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gradlab-report-'))
    script = await bundledPage()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const language of LANGUAGES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`shows itself without an error or a request: ${language}, ${colorScheme}`, async () => {
        const { page, faults } = await open({ language, colorScheme })
        assert.equal(await page.locator('[data-curve]').count(), 3)
        assert.deepEqual(await page.locator('[data-figure]').evaluateAll((all) => all.map((each) => each.getAttribute('data-figure'))), [
          'line',
          'bars',
          'heatmap',
          'image',
          'raster',
          'text',
          'table',
          'diagram',
        ])
        assert.match((await page.locator('.metric').textContent()) ?? '', /0\.9375/)
        assert.match((await page.locator('h1').textContent()) ?? '', /^made-up <experiment>$/)
        await page.screenshot({ path: join(screenshots, `report-${language}-${colorScheme}.png`), fullPage: true })
        assert.deepEqual(faults, [])
        assert.equal(await page.title(), `made-up <experiment> · innovation · ${language === 'en' ? 'seed' : '种子'} 0`)
        await page.close()
      })
    }
  }

  it('marks values that are not finite and says how many and where', async () => {
    const { page } = await open({})
    const loss = page.locator('[data-curve="train/loss"]')
    assert.equal(await loss.locator('polygon.mark').count(), 2)
    assert.match((await loss.locator('.notes').textContent()) ?? '', /2 not finite, first at step 60/)
    assert.equal(((await loss.locator('path.line').getAttribute('d')) ?? '').split('M').length - 1, 2, 'the line has a gap, not a bridge')
    await page.close()
  })

  it('names the rows and columns of a heat map, each beside its cells, and none where they have no room', async () => {
    const { page } = await open({})
    const map = page.locator('[data-figure="heatmap"]')
    const cells = (await map.locator('canvas').boundingBox())!
    for (const [side, names] of [
      ['row', ['a', 'b', 'c', 'd']],
      ['column', ['w', 'x', 'y', 'z', 'q', 'r']],
    ] as const) {
      assert.deepEqual(await map.locator(`text.${side}`).allTextContents(), names)
      for (const [i, name] of (await map.locator(`text.${side}`).all()).entries()) {
        const { x, y, width, height } = (await name.boundingBox())!
        const place = side === 'row' ? (y + height / 2 - cells.y) / cells.height : (x + width / 2 - cells.x) / cells.width
        assert.ok(Math.abs(place - (i + 0.5) / names.length) < 0.02, `${names[i]} at ${place}`)
        assert.ok(side === 'row' ? x + width <= cells.x : y + height <= cells.y + 1)
      }
    }
    await map.screenshot({ path: join(screenshots, 'report-heatmap.png') })
    await map.evaluate((element) => (element.style.width = '90px'))
    await page.waitForFunction(() => document.querySelectorAll('[data-figure="heatmap"] text').length === 0)
    await page.close()
  })

  it('keeps values that are not above 0 in sight on a log axis', async () => {
    const { page, faults } = await open({})
    const margin = page.locator('[data-curve="train/margin"]')
    assert.equal(await margin.locator('polygon.low').count(), 0)
    await page.locator('#log-axis').check()
    assert.ok((await margin.locator('polygon.low').count()) > 10)
    assert.match((await margin.locator('.notes').textContent()) ?? '', /not above 0/)
    assert.doesNotMatch((await margin.locator('path.line').getAttribute('d')) ?? '', /NaN|Infinity/)
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('smooths training curves by the slider and leaves validation as it is', async () => {
    const { page } = await open({})
    const lineOf = (curve: string): Promise<string | null> => page.locator(`[data-curve="${curve}"] path.line`).getAttribute('d')
    const before = [await lineOf('train/loss'), await lineOf('validation/accuracy')]
    await page.locator('#smoothing').fill('0.99')
    const after = [await lineOf('train/loss'), await lineOf('validation/accuracy')]
    assert.notEqual(after[0], before[0])
    assert.equal(after[1], before[1])
    await page.close()
  })

  it('reads the same step on every curve, by pointer and by keys', async () => {
    const { page } = await open({})
    const readouts = page.locator('.readout')
    await page.locator('[data-curve="train/loss"] .plot').hover({ position: { x: 250, y: 80 } })
    const texts = await readouts.allTextContents()
    assert.ok(
      texts.every((text) => /^step \d+ · /.test(text)),
      texts.join('; '),
    )
    await page.locator('[data-curve="train/loss"] .plot').focus()
    await page.keyboard.press('Home')
    assert.match((await readouts.first().textContent()) ?? '', /^step 1 · /)
    await page.keyboard.press('ArrowRight')
    assert.match((await readouts.first().textContent()) ?? '', /^step 2 · /)
    await page.close()
  })

  it('moves the points with the step slider, and shows the same in its table', async () => {
    const { page } = await open({})
    await page.locator('summary').click()
    const row = page.locator('details tbody tr').first()
    const atEnd = await row.textContent()
    const drawnAtEnd = await page.locator('canvas.scatter').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    await page.locator('#embedding-step').fill('0')
    assert.notEqual(await row.textContent(), atEnd)
    assert.notEqual(await page.locator('canvas.scatter').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()), drawnAtEnd)
    assert.equal(await page.locator('details tbody tr').count(), pointCount)
    await page.close()
  })

  it('shows a card with label, picture and text for the point under the pointer, and by keys', async () => {
    const { page, faults } = await open({})
    const card = page.locator('.hover-card')
    assert.equal(await card.isVisible(), false)
    await page.locator('canvas.scatter').focus()
    for (let presses = 0; presses < 2; presses++) await page.keyboard.press('ArrowRight')
    assert.equal(await card.isVisible(), true)
    assert.match((await card.textContent()) ?? '', /class \d/)
    assert.equal(await card.locator('> canvas').count(), 1)
    await page.screenshot({ path: join(screenshots, 'report-card.png') })
    await page.keyboard.press('Escape')
    assert.equal(await card.isVisible(), false)
    const box = (await page.locator('canvas.scatter').boundingBox())!
    let isShown = false
    for (let x = 20; x < box.width && !isShown; x += 9) {
      await page.mouse.move(box.x + x, box.y + box.height / 2)
      isShown = await card.isVisible()
    }
    assert.ok(isShown, 'no point found along the middle of the plot')
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('plays the frames to the last one', async () => {
    const { page } = await open({})
    const slider = page.locator('#embedding-step')
    await page.locator('button.play').click()
    await page.waitForFunction(() => (document.querySelector('#embedding-step') as HTMLInputElement).value === '1')
    await page.waitForFunction(() => document.querySelector('button.play')?.textContent?.includes('Play'))
    assert.equal(await slider.inputValue(), '4')
    await page.close()
  })

  it('brings out the points of a chosen label, also of forty', async () => {
    const { page } = await open({ labelCount: 40 })
    const labels = page.locator('button.label')
    assert.equal(await labels.count(), 40)
    const drawn = (): Promise<string> => page.locator('canvas.scatter').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const before = await drawn()
    await labels.nth(30).click()
    assert.equal(await labels.nth(30).getAttribute('aria-pressed'), 'true')
    assert.notEqual(await drawn(), before)
    await page.screenshot({ path: join(screenshots, 'report-labels.png') })
    await page.close()
  })

  it('fits a narrow window without a sideways scroll', async () => {
    const { page } = await open({ width: 420 })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
    await page.screenshot({ path: join(screenshots, 'report-narrow.png'), fullPage: true })
    await page.close()
  })

  /** A fresh report in a fresh page, with everything that went wrong in it. */
  async function open(options: {
    language?: Language
    colorScheme?: 'light' | 'dark'
    labelCount?: number
    width?: number
  }): Promise<{ page: Page; faults: string[] }> {
    const { language = 'en', colorScheme = 'light', labelCount = 3, width = 1200 } = options
    const run = runFolderIn(mkdtempSync(join(folder, 'experiment-')))
    writeFixtureRun(run, labelCount)
    const file = writeReport(run, join(run, 'report.html'), language, script)
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
    const faults = watchFaults(page, /^(file|data):/)
    await page.goto(pathToFileURL(file).href)
    return { page, faults }
  }
})

async function bundledPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'page', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
  })
  return outputFiles[0]!.text
}
