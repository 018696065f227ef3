import assert from 'node:assert/strict'
import { join } from 'node:path'
import { LANGUAGES, type FromGallery, type GalleryEntry, type Language, type ToGallery } from '../../protocol'
import { launchBrowser, screenshots } from '../../test/support/browser'
import { buildPanel, openPanel, switchTheme, type BuiltPanel } from '../../test/support/panelPage'
import type { ThemeName } from '../../test/support/themes'
import type { FakeDoor } from '../host/fakeDoor'
import { entries } from './fixtures'
import type { GalleryState } from './state'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Page = Awaited<ReturnType<typeof openPanel>>['page']
type Fake = { readonly fake: FakeDoor<ToGallery, FromGallery> }

describe('the gallery in a browser', () => {
  let browser: Browser
  let panel: BuiltPanel
  before(async () => {
    panel = await buildPanel('gallery')
    browser = await launchBrowser()
  })
  after(() => browser?.close())

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    for (const language of ['en', 'zh-cn'] as const) {
      it(`shows every direction in its group, and nothing goes wrong: ${theme}, ${language}`, async () => {
        const { page, faults } = await open({ theme, language })
        assert.deepEqual(await shownIds(page), ['01', '02', '05', '08', '09', '16'])
        assert.deepEqual(
          await page.locator('h2').allTextContents(),
          language === 'en' ? ['Architecture', 'Training', 'Fusion with other fields'] : ['结构创新', '训练方法', '跨领域融合'],
        )
        assert.equal(await page.locator('html').getAttribute('lang'), language === 'en' ? 'en' : 'zh-CN')
        await page.screenshot({ path: join(screenshots, `gallery-${theme}-${language}.png`), fullPage: true })
        await close(page, faults)
      })
    }
  }

  for (const width of [300, 420, 800, 1920]) {
    it(`fits a panel ${width} pixels wide`, async () => {
      const { page, faults } = await open({ width })
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      await page.screenshot({ path: join(screenshots, `gallery-${width}.png`) })
      await close(page, faults)
    })
  }

  it('says the result as it was measured, and that there is none where there is none', async () => {
    const { page, faults } = await open({})
    assert.match((await page.locator('#result-01-hierarchical-attention').textContent()) ?? '', /95 % interval \+0\.0092 to \+0\.0276/)
    assert.equal(await page.locator('#result-02-adaptive-activation').textContent(), 'Result: Not measured yet')
    await close(page, faults)
  })

  for (const language of LANGUAGES) {
    it(`calls each of its controls by another name, which begins as it reads: ${language}`, async () => {
      const { page, faults } = await open({ language })
      const controls = await page
        .locator('.scaffolds button')
        .evaluateAll((all) => all.map((each) => ({ name: each.getAttribute('aria-label') ?? '', text: each.textContent })))
      const names = controls.map(({ name }) => name)
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
      )
      for (const { name, text } of controls) assert.ok(name.startsWith(text) && name.length > text.length, `${text} is called ${name}`)
      await close(page, faults)
    })
  }

  it('posts what its buttons are for', async () => {
    const { page, faults } = await open({})
    const card = page.locator('[data-direction="01-hierarchical-attention"]')
    await card.getByRole('button', { name: 'New experiment: Image' }).click()
    await card.getByRole('link', { name: /Nested/ }).click()
    await card.getByRole('link', { name: 'Read more about Hierarchical attention: Text' }).click()
    assert.deepEqual(await posted(page), [
      { kind: 'ready' },
      { kind: 'scaffold', direction: '01-hierarchical-attention', scaffold: 'image' },
      { kind: 'openPaper', direction: '01-hierarchical-attention', paper: 1 },
      { kind: 'openReadme', direction: '01-hierarchical-attention', scaffold: 'text' },
    ])
    await close(page, faults)
  })

  it('searches as one types, in either language, and tells the count', async () => {
    const { page, faults } = await open({})
    const count = page.getByRole('status')
    assert.equal(await count.textContent(), '6 directions')
    assert.equal(await count.getAttribute('aria-live'), 'polite')
    await page.keyboard.type('自适应')
    assert.deepEqual(await shownIds(page), ['02', '05'])
    assert.equal(await count.textContent(), '2 of 6')
    assert.deepEqual(await page.locator('h2:visible').allTextContents(), ['Architecture'])
    await page.keyboard.press('Escape')
    assert.equal(await count.textContent(), '6 directions')
    await close(page, faults)
  })

  it('waits for an input method to be done', async () => {
    const { page, faults } = await open({ language: 'zh-cn' })
    const keyboard = await page.context().newCDPSession(page)
    await keyboard.send('Input.imeSetComposition', { text: 'zhu yi', selectionStart: 6, selectionEnd: 6 })
    assert.equal(await page.locator('input').inputValue(), 'zhu yi')
    assert.equal((await shownIds(page)).length, 6)
    await keyboard.send('Input.insertText', { text: '注意' })
    assert.equal(await page.locator('input').inputValue(), '注意')
    assert.deepEqual(await shownIds(page), ['01'])
    await close(page, faults)
  })

  for (const language of ['en', 'zh-cn'] as const) {
    it(`says what to try when a search finds nothing: ${language}`, async () => {
      const { page, faults } = await open({ language })
      await page.keyboard.type('zzz')
      assert.deepEqual(await shownIds(page), [])
      assert.match((await page.locator('.missed').textContent()) ?? '', /zzz/)
      await page.screenshot({ path: join(screenshots, `gallery-none-${language}.png`) })
      await page.getByRole('button', { name: language === 'en' ? 'attention' : '注意力' }).click()
      assert.deepEqual(await shownIds(page), ['01'])
      assert.equal(await focused(page), 'search')
      await page.keyboard.type('zzz')
      await page.getByRole('button', { name: language === 'en' ? 'Show all directions' : '显示全部方向' }).click()
      assert.equal((await shownIds(page)).length, 6)
      await close(page, faults)
    })
  }

  it('is walked by arrow keys from the search and back, and Enter opens the first scaffold', async () => {
    const { page, faults } = await open({ width: 1200 })
    assert.equal(await focused(page), 'search')
    const path = []
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'End', 'ArrowUp', 'Home', 'ArrowUp']) {
      await page.keyboard.press(key)
      path.push(await focused(page))
    }
    assert.deepEqual(path, ['01', '02', '05', '16', '08', '01', 'search'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.deepEqual((await posted(page)).at(-1), { kind: 'scaffold', direction: '01-hierarchical-attention', scaffold: 'text' })
    await close(page, faults)
  })

  it('lets Tab through one card only, and a button is not the card', async () => {
    const { page, faults } = await open({})
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    const stops = []
    for (let presses = 0; presses < 4; presses++) {
      await page.keyboard.press('Tab')
      stops.push(await focused(page))
    }
    assert.deepEqual(stops.slice(0, 3), ['New experiment: Image', 'Read more', 'Adaptive activation, a Paper with a Long Title about It (Author et al., 2017)'])
    assert.ok(!/^\d\d$/.test(stops[3]!), `Tab led to a second card: ${stops[3]}`)
    await page.locator('[data-direction="02-adaptive-activation"] [data-paper]').focus()
    await page.keyboard.press('Enter')
    assert.deepEqual((await posted(page)).slice(1), [{ kind: 'openPaper', direction: '02-adaptive-activation', paper: 0 }])
    await close(page, faults)
  })

  it('shows where the focus is, and never beneath the header', async () => {
    const { page, faults } = await open({ height: 420 })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle), 'none')
    for (const key of ['ArrowUp', 'ArrowUp', 'Home']) {
      await page.keyboard.press(key)
      assert.ok(
        await page.evaluate(() => document.activeElement!.getBoundingClientRect().top >= document.querySelector('header')!.getBoundingClientRect().bottom),
        key,
      )
    }
    await close(page, faults)
  })

  it('paints the pictures again when the theme changes, and nothing in them runs', async () => {
    const { page, faults } = await open({ theme: 'dark' })
    const picture = page.locator('[data-direction="01-hierarchical-attention"] img')
    const dark = decodeURIComponent((await picture.getAttribute('src')) ?? '')
    assert.match(dark, /color: #cccccc; \} \.key \{ fill: #3794ff;/)
    assert.ok(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0))
    await switchTheme(page, 'light')
    await page.waitForFunction(() => decodeURIComponent(document.querySelector('img')!.src).includes('#3b3b3b'))
    assert.match(decodeURIComponent((await picture.getAttribute('src')) ?? ''), /fill: #1a85ff;.*\(max-width: 0\)/)
    await switchTheme(page, 'high-contrast-light')
    await page.waitForFunction(() => decodeURIComponent(document.querySelector('img')!.src).includes('#292929'))
    assert.match(decodeURIComponent((await picture.getAttribute('src')) ?? ''), /\(max-width: 0\)/, 'a light theme, though its class says high contrast')
    assert.notEqual(await page.title(), 'a picture ran')
    await close(page, faults)
  })

  it('keeps the search and the place over a reload, and the place when told the same again', async () => {
    const { page, faults } = await open({ height: 300, width: 500 })
    await page.keyboard.type('a')
    await page.evaluate(() => scrollTo({ top: 200, behavior: 'instant' }))
    await page.waitForFunction(() => ((window as unknown as Fake).fake.state.get() as GalleryState).scroll === 200)
    const saved = await page.evaluate(() => (window as unknown as Fake).fake.state.get())
    assert.deepEqual(saved, { search: 'a', scroll: 200 })
    await page.keyboard.press('ArrowDown')
    const before = await page.evaluate(() => scrollY)
    await say(page, { kind: 'entries', entries })
    assert.deepEqual([await focused(page), await page.evaluate(() => scrollY)], ['01', before])
    await close(page, faults)

    const again = await open({ height: 300, width: 500, saved })
    assert.equal(await again.page.locator('input').inputValue(), 'a')
    assert.equal(await again.page.evaluate(() => scrollY), 200)
    await close(again.page, again.faults)
  })

  it('says that it reads until the directions come, and so if there are none', async () => {
    const { page, faults } = await open({ shown: null })
    assert.equal(await page.getByRole('status').textContent(), 'Reading the directions…')
    await page.keyboard.type('gan') // typed before they came
    await say(page, { kind: 'entries', entries })
    assert.deepEqual(await shownIds(page), ['09'])
    await say(page, { kind: 'entries', entries: [] })
    assert.match((await page.locator('.none').textContent()) ?? '', /Install the extension again/)
    await close(page, faults)
  })

  it('shows a direction without a picture, a paper or a keyword', async () => {
    const bare = { ...entries[1]!, picture: '', direction: { ...entries[1]!.direction, papers: [], keywords: [] } }
    const { page, faults } = await open({ shown: [bare] })
    assert.equal(await page.getByRole('status').textContent(), '1 direction')
    assert.equal(await page.locator('img:visible').count(), 0)
    assert.equal(await page.locator('.papers').count(), 0)
    await page.keyboard.type('zzz')
    assert.equal(await page.locator('.examples button').count(), 1)
    await close(page, faults)
  })

  async function open({
    language = 'en',
    shown = entries,
    ...options
  }: {
    theme?: ThemeName
    language?: Language
    width?: number
    height?: number
    saved?: unknown
    shown?: readonly GalleryEntry[] | null
  }): Promise<{ page: Page; faults: string[] }> {
    const opened = await openPanel(browser, panel, options)
    await say(opened.page, { kind: 'hello', language, isTrusted: true })
    if (shown) await say(opened.page, { kind: 'entries', entries: shown })
    return opened
  }
})

async function close(page: Page, faults: readonly string[]): Promise<void> {
  assert.deepEqual(faults, [])
  await page.close()
}

/** Synthetic: what the extension would post. */
async function say(page: Page, message: ToGallery): Promise<void> {
  await page.evaluate((each) => (window as unknown as Fake).fake.say(each), message)
}

function posted(page: Page): Promise<readonly FromGallery[]> {
  return page.evaluate(() => (window as unknown as Fake).fake.posted)
}

async function shownIds(page: Page): Promise<string[]> {
  return page.locator('.direction:visible').evaluateAll((all) => all.map((each) => each.getAttribute('data-direction')!.slice(0, 2)))
}

/** The two digits of the card that has the focus, `search`, or the text of a button. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement
    return element.dataset['direction']?.slice(0, 2) ?? (element.tagName === 'INPUT' ? 'search' : (element.textContent ?? ''))
  })
}
