import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromEmbeddings, Language } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { pictureOf, posted, savedBy, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticCard, syntheticEmbedding, syntheticFrame, type SyntheticScene } from './syntheticHost'

const card = syntheticCard('run-a')

describe('how points of the embeddings panel are shown, and exported (synthetic host)', function () {
  this.timeout(60_000)
  const opened = panelTests<{ language: Language }>('embeddings', (page, { language = 'en' }) => tell(page, { kind: 'hello', language, isTrusted: true }))
  const open = async (options: Parameters<typeof opened>[0] = {}): Promise<Page> => (await opened({ width: 900, height: 620, ...options })).page
  const saved = async (page: Page): Promise<Record<string, unknown>> => (await savedBy(page)) as Record<string, unknown>
  const last = async (page: Page): Promise<FromEmbeddings | undefined> => (await posted<FromEmbeddings>(page)).at(-1)

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['high-contrast-light', 'en'],
    ['dark', 'zh-cn'],
  ] as const) {
    it(`draws images at the points and colors that say how far each went: ${theme}, ${language}`, async () => {
      const page = await open({ theme, language })
      await show(page, { points: 400 })
      const plain = await pictureOf(page.locator('.plot'))
      await page.locator('select.colors').selectOption('moved')
      await page.locator('select.images').selectOption('always')
      assert.notDeepEqual(await pictureOf(page.locator('.plot')), plain)
      const count = Number(await page.locator('.thumbnails').getAttribute('data-count'))
      assert.ok(count > 20 && count <= 300, `${count} images`)
      const about = (await page.locator('.bar-of-colors').getAttribute('aria-label')) ?? ''
      assert.match(about, language === 'en' ? /^movement: from 0\.\d+ to 0\.\d+$/ : /^位移：从 0/)
      await page.screenshot({ path: join(screenshots, `embeddings-display-${language}-${theme}.png`) })
    })
  }

  it('says why no color shows a distance at the first frame, and reads labels as numbers where they are', async () => {
    const page = await open({ saved: { run: card.run, coloring: 'moved' } })
    await show(page)
    assert.equal(await page.locator('.color-scale').isVisible(), true)
    await page.locator('.timeline input').fill('0')
    assert.equal(await page.locator('.color-scale').isVisible(), false)
    assert.match((await page.locator('.coloring p').textContent()) ?? '', /no point has moved yet/)
    await page.locator('select.colors').selectOption('number')
    assert.equal(await page.locator('.bar-of-colors').getAttribute('aria-label'), 'class as a number: from 0 to 9')
    assert.equal((await saved(page))['coloring'], 'number')
    await tell(page, syntheticEmbedding(card.run, { classes: 30 }))
    assert.deepEqual(await page.locator('select.colors option').allTextContents(), ['class', 'movement'])
    assert.equal(await page.locator('select.colors').inputValue(), 'label')
  })

  it('draws images where it is zoomed in, never where they are switched off, and in the table as well', async () => {
    const page = await open()
    await show(page, { points: 2000 })
    const count = async (): Promise<number> => Number(await page.locator('.thumbnails').getAttribute('data-count'))
    assert.equal(await count(), 0)
    await page.locator('.plot').focus()
    for (let press = 0; press < 5; press++) await page.keyboard.press('+')
    assert.ok((await count()) > 5, 'zoomed in')
    await page.screenshot({ path: join(screenshots, 'embeddings-thumbnails.png') })
    await page.locator('select.images').selectOption('never')
    assert.equal(await count(), 0)
    await page.getByRole('button', { name: 'Table' }).click()
    assert.equal(await page.locator('.table canvas').count(), 0)
    assert.match((await page.locator('tbody tr').first().textContent()) ?? '', /image 8 × 8/)
    await page.locator('select.images').selectOption('always')
    assert.equal(await page.locator('.table canvas').count(), 100)
    assert.equal(await page.locator('.table canvas').first().getAttribute('aria-label'), 'image of point 0, 8 × 8')
    await page.screenshot({ path: join(screenshots, 'embeddings-table-images.png') })
    assert.equal((await saved(page))['thumbnails'], 'always')
  })

  it('offers the two columns of an embedding as they are, and goes back to PCA where another has more', async () => {
    const page = await open()
    const plain = page.getByRole('button', { name: 'As embedded' })
    await show(page)
    assert.equal(await plain.isVisible(), false)
    await show(page, { width: 2 })
    await plain.click()
    assert.deepEqual(await last(page), { kind: 'show', run: card.run, method: 'plain' })
    await tell(page, syntheticEmbedding(card.run, { width: 2, method: 'plain' }))
    assert.match((await page.locator('.about').first().textContent()) ?? '', /The two columns of the embedding as they are\.$/)
    await page.screenshot({ path: join(screenshots, 'embeddings-plain.png') })
    assert.equal((await saved(page))['method'], 'plain')
    await tell(page, syntheticEmbedding(card.run, { width: 16, method: 'plain', frames: 0 }))
    assert.deepEqual(await last(page), { kind: 'show', run: card.run, method: 'pca' })
  })

  it('copies and saves the points of the frame shown, those of the chosen classes where some are', async () => {
    const page = await open()
    await tell(page, { kind: 'runs', cards: [card], shown: card.run })
    assert.equal(await page.getByRole('button', { name: 'Save…' }).isDisabled(), true)
    await show(page, { points: 40 })
    await page.locator('.timeline input').fill('1')
    await page.getByRole('button', { name: 'Save…' }).click()
    const whole = await last(page)
    assert.ok(whole?.kind === 'export' && whole.to === 'file')
    assert.equal(whole.name, 'run-a-step-50.csv')
    const rows = whole.text.trimEnd().split('\r\n')
    assert.equal(rows.length, 41)
    const [id, label, x, y, step] = rows[13]!.split(',')
    const { positions } = syntheticFrame(1, 40)
    assert.deepEqual([id, label, Math.fround(Number(x)), Math.fround(Number(y)), step], ['12', '2', positions[24], positions[25], '50'])
    await page.locator('.class').nth(2).click()
    await page.getByRole('button', { name: 'Copy' }).focus()
    await page.keyboard.press('Enter')
    const some = await last(page)
    assert.ok(some?.kind === 'export' && some.to === 'clipboard')
    assert.deepEqual(some.text.trimEnd().split('\r\n').slice(1).map((row) => row.split(',')[0]), ['2', '12', '22', '32']) // prettier-ignore
    assert.equal(await page.getByText('Copied 4 points of step 50').count(), 1)
  })

  it('says so where no point is in sight, or where there is none', async () => {
    const page = await open()
    await show(page)
    const note = page.locator('.sight')
    assert.equal(await note.isVisible(), false)
    await page.locator('.plot').focus()
    for (let press = 0; press < 40; press++) await page.keyboard.press('Shift+ArrowRight')
    assert.equal(await note.isVisible(), true)
    await page.screenshot({ path: join(screenshots, 'embeddings-out-of-sight.png') })
    await page.keyboard.press('0')
    assert.equal(await note.isVisible(), false)
    await tell(page, syntheticEmbedding(card.run, { points: 0 }))
    assert.match((await page.locator('.empty').textContent()) ?? '', /probe set of this run is empty/)
  })

  async function show(page: Page, scene: SyntheticScene = {}): Promise<void> {
    await tell(page, { kind: 'runs', cards: [card], shown: card.run })
    await tell(page, syntheticEmbedding(card.run, scene))
    await settled(page)
  }
})
