import assert from 'node:assert/strict'
import { join } from 'node:path'
import { screenshots } from '../../test/support/browser'
import { inkIn, settled, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticCard, syntheticEmbedding, type SyntheticScene } from './syntheticHost'

const card = syntheticCard('run-a')

describe('the embeddings panel in a browser without WebGL', function () {
  this.timeout(60_000)
  const open = panelTests<SyntheticScene>(
    'embeddings',
    async (page, scene) => {
      await tell(page, { kind: 'hello', language: 'en', isTrusted: true })
      await tell(page, { kind: 'runs', cards: [card], shown: card.run }, syntheticEmbedding(card.run, scene))
      await settled(page)
    },
    { hasWebgl: false },
  )

  it('draws points by Canvas2D and shows the card of the one under the pointer', async () => {
    const { page } = await open()
    assert.equal(await page.evaluate(() => document.createElement('canvas').getContext('webgl2')), null)
    const plot = page.locator('.plot')
    assert.equal(await plot.getAttribute('data-renderer'), 'canvas2d')
    assert.ok((await inkIn(plot)) > 1000)
    await plot.focus()
    await page.keyboard.press('ArrowRight')
    const ring = (await page.locator('.ring').boundingBox())!
    const name = await page.locator('.point-card .bar .dim').first().textContent()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.point-card').isVisible(), false)
    await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2)
    assert.equal(await page.locator('.point-card .bar .dim').first().textContent(), name)
    await page.screenshot({ path: join(screenshots, 'embeddings-no-webgl.png') })
  })

  it('says how it draws only where there are so many points that it is felt', async () => {
    const { page } = await open({ points: 300 })
    assert.doesNotMatch((await page.locator('.about').first().textContent()) ?? '', /WebGL/)
    const many = await open({ points: 6000, frames: 2 })
    assert.match((await many.page.locator('.about').first().textContent()) ?? '', /drawn without WebGL2/)
  })
})
