import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Language } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import { syntheticCard, syntheticEmbedding, syntheticFrame } from './syntheticHost'

const card = syntheticCard('run-a')

describe('frames that cannot be shown, in the embeddings panel (synthetic host)', function () {
  this.timeout(60_000)
  const opened = panelTests<{ language: Language }>('embeddings', (page, { language = 'en' }) => tell(page, { kind: 'hello', language, isTrusted: true }))
  const open = async (options: Parameters<typeof opened>[0] = {}): Promise<Page> => (await opened({ width: 760, height: 560, ...options })).page

  it('says why nothing can be projected and what to do, in the language of the window, until there is an answer', async () => {
    for (const [language, expected] of [
      ['en', /cannot be projected\. .*the thread is gone.*\. \S/],
      ['zh-cn', /无法对本次运行的帧进行投影。.*the thread is gone.*。\S/],
    ] as const) {
      const page = await open({ language })
      await tell(page, { kind: 'runs', cards: [card], shown: card.run })
      await tell(page, { kind: 'busy', isBusy: true })
      await tell(page, { kind: 'refused', run: card.run, method: 'umap', error: { code: 'internal', context: { problem: 'of an earlier choice' } } })
      assert.match(await text(page, '.empty'), /Projecting…|正在投影…/)
      await tell(page, { kind: 'refused', run: card.run, method: 'pca', error: { code: 'internal', context: { problem: 'the thread is gone' } } })
      await tell(page, { kind: 'busy', isBusy: false })
      assert.match(await text(page, '.empty'), expected)
      await tell(page, syntheticEmbedding(card.run))
      assert.equal(await page.locator('.plot').isVisible(), true)
    }
  })

  it('says which frame is damaged and goes on with the others; where there is no other that is all it says', async () => {
    const problems = [
      { step: 250, error: { code: 'run/frame', context: { step: 250, file: 'frames/step-000000250.safetensors', problem: 'cut short' } } },
    ] as const
    const page = await open()
    await tell(page, { kind: 'runs', cards: [card], shown: card.run }, syntheticEmbedding(card.run, { problems }))
    assert.match(await text(page, '.left-out'), /^1 frame is left out\. The frame of step 250 cannot be read: cut short.* Delete frames\/step-000000250/)
    await page.locator('.timeline input').press('Home')
    assert.match((await page.locator('.plot').getAttribute('aria-label')) ?? '', /at step 0,/)
    await page.screenshot({ path: join(screenshots, 'embeddings-left-out.png') })
    await tell(page, { kind: 'frames', run: card.run, method: 'pca', tower: 'embedding', frames: [syntheticFrame(6)], problems: [] })
    assert.equal(await page.locator('.left-out').isVisible(), false)
    await tell(page, syntheticEmbedding(card.run, { frames: 0, problems }))
    assert.match(await text(page, '.empty'), /cannot be projected\. The frame of step 250 cannot be read: cut short/)
  })
})

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent())?.trim() ?? ''
}
