import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromCurves, Language, RunCard, RunEvent, ToCurves } from '../../protocol'
import { launchBrowser, screenshots, type Browser, type Locator, type Page } from '../../test/support/browser'
import { buildPanel, openPanel, switchTheme, type BuiltPanel } from '../../test/support/panelPage'
import type { ThemeName } from '../../test/support/themes'
import type { FakeDoor } from '../host/fakeDoor'
import { endOf, syntheticCard, syntheticEvents, syntheticFigures } from './syntheticRuns'

interface Opened {
  readonly page: Page
  readonly faults: string[]
}

describe('the curves panel in a browser (synthetic runs)', () => {
  let browser: Browser
  let panel: BuiltPanel
  before(async () => {
    panel = await buildPanel('curves')
    browser = await launchBrowser()
  })
  after(async () => browser?.close())

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['high-contrast', 'en'],
    ['high-contrast-light', 'en'],
    ['dark', 'zh-cn'],
    ['light', 'zh-cn'],
  ] as const) {
    it(`shows runs, charts and every kind of figure without an error: ${theme}, ${language}`, async () => {
      const { page, faults } = await openWith({ theme, language, runs: 4, isLive: true })
      assert.deepEqual(await metricsOf(page), ['train/loss', 'validation/loss', 'validation/accuracy', 'train/margin'])
      assert.equal(await page.locator('[data-figure]').count(), 8)
      await page.locator('#smoothing').fill('0.6')
      await page.locator('[data-metric="train/loss"] .plot-area').hover({ position: { x: 200, y: 80 } })
      await settled(page)
      await page.screenshot({ path: join(screenshots, `curves-${language}-${theme}.png`), fullPage: true })
      assert.deepEqual(faults, [])
      await page.close()
    })
  }

  it('keeps every pixel of a zoom over new events, and follows the data again after a reset', async () => {
    const { page, faults } = await openWith({ runs: 1, isLive: true })
    const chart = page.locator('[data-metric="train/loss"] .plot-area')
    const box = (await chart.boundingBox())!
    const before = await cursorSteps(page, box)
    await page.mouse.move(box.x + 150, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 250, box.y + 80, { steps: 3 })
    await page.mouse.up()
    await settled(page)
    const zoomed = await cursorSteps(page, box)
    assert.ok(zoomed.at(-1)! < before.at(-1)! && zoomed[0]! > before[0]!, `${zoomed.join()} within ${before.join()}`)
    await say(page, { kind: 'events', run: syntheticCard(0).run, events: syntheticEvents(0, 400).filter(({ seq }) => seq > lastSeq(syntheticEvents(0, 240))) })
    await settled(page)
    assert.deepEqual(await cursorSteps(page, box), zoomed)
    await page.getByRole('button', { name: 'Reset zoom' }).click()
    await settled(page)
    const after = await cursorSteps(page, box)
    assert.ok(after.at(-1)! > before.at(-1)!, 'the axis follows the new data')
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('zooms by wheel and keys, on every chart at once, and lets a bare wheel scroll the page', async () => {
    const { page } = await openWith()
    const loss = page.locator('[data-metric="train/loss"] .plot-area')
    const other = page.locator('[data-metric="train/margin"] canvas.base')
    const whole = await pixels(other)
    await loss.hover({ position: { x: 200, y: 60 } })
    await page.mouse.wheel(0, -120)
    await settled(page)
    assert.equal(await pixels(other), whole)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -120)
    await page.keyboard.up('Control')
    await settled(page)
    assert.notEqual(await pixels(other), whole)
    await loss.focus()
    await page.keyboard.press('0')
    await settled(page)
    assert.equal(await pixels(other), whole)
    await page.keyboard.press('+')
    await settled(page)
    assert.notEqual(await pixels(other), whole)
    await page.close()
  })

  it('walks from value to value by keys and says them', async () => {
    const { page } = await openWith()
    await page.locator('[data-metric="validation/loss"] .plot-area').focus()
    await page.keyboard.press('Home')
    assert.match(await spoken(page), /^step 40, innovation seed 0 \d/)
    await page.keyboard.press('ArrowRight')
    assert.match(await spoken(page), /^step 80, .*baseline seed 0 \d/)
    assert.ok(await page.locator('[data-metric="validation/loss"] .hover').isVisible())
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.hover:visible').count(), 0)
    await page.close()
  })

  it('marks and counts what is not finite, and on a log axis what is not above 0', async () => {
    const { page } = await openWith()
    assert.match((await page.locator('[data-metric="train/loss"] .notes').textContent()) ?? '', /▲ 3 NaN or infinite/)
    const notes = page.locator('[data-metric="train/margin"] .notes')
    assert.equal(await notes.textContent(), '')
    await page.locator('#y-axis').selectOption('log')
    await settled(page)
    assert.match((await notes.textContent()) ?? '', /▽ \d+ not above 0/)
    await page.screenshot({ path: join(screenshots, 'curves-log.png') })
    await page.close()
  })

  it('smooths dense metrics by the slider, seldom logged ones only where asked', async () => {
    const { page } = await openWith()
    const dense = page.locator('[data-metric="train/loss"] canvas.base')
    const seldom = page.locator('[data-metric="validation/loss"] canvas.base')
    const [denseBefore, seldomBefore] = [await pixels(dense), await pixels(seldom)]
    await page.locator('#smoothing').fill('0.9')
    await settled(page)
    assert.notEqual(await pixels(dense), denseBefore)
    assert.equal(await pixels(seldom), seldomBefore)
    await page.locator('[data-metric="validation/loss"]').getByRole('button', { name: 'Smooth' }).click()
    await settled(page)
    assert.notEqual(await pixels(seldom), seldomBefore)
    await page.close()
  })

  it('asks for the story again where an event is missing, once, and is whole after it', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    const events = syntheticEvents(0, 400)
    await say(page, { kind: 'events', run, events: events.slice(-2) })
    await say(page, { kind: 'events', run, events: events.slice(-1) })
    assert.equal((await posted(page)).filter(({ kind }) => kind === 'askStory').length, 1)
    await say(page, { kind: 'story', story: { run, events } })
    await settled(page)
    assert.match((await page.locator('.facts').textContent()) ?? '', /step 400 of 400/)
    await page.close()
  })

  it('offers what can be done with a run, and sends it', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    await page.getByRole('button', { name: 'Pause' }).click()
    const seq = lastSeq(syntheticEvents(0, 240))
    await say(page, { kind: 'events', run, events: [{ seq: seq + 1, time: Date.UTC(2025, 0, 2, 4), kind: 'paused', step: 240 }] })
    await settled(page)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Embeddings' }).click()
    assert.deepEqual((await posted(page)).slice(-4), [
      { kind: 'command', run, command: { kind: 'pause' } },
      { kind: 'command', run, command: { kind: 'continue' } },
      { kind: 'command', run, command: { kind: 'stop' } },
      { kind: 'openEmbeddings', run },
    ])
    await page.close()
  })

  it('refuses a hyper-parameter out of range before it is sent, and sends a good one', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    await page.getByRole('button', { name: 'Change while it trains' }).click()
    const input = page.getByLabel('learningRate')
    assert.equal(await page.getByLabel('width').count(), 0, 'only live ranges')
    await input.fill('7')
    await input.press('Enter')
    assert.match((await page.locator('.hyper-form [role=alert]').textContent()) ?? '', /out of range/)
    assert.equal((await posted(page)).filter(({ kind }) => kind === 'command').length, 0)
    await page.screenshot({ path: join(screenshots, 'curves-hyper.png') })
    await input.fill('0.02')
    await input.press('Enter')
    assert.deepEqual((await posted(page)).at(-1), { kind: 'command', run: syntheticCard(0).run, command: { kind: 'set', key: 'learningRate', value: '0.02' } })
    await page.close()
  })

  it('says what failed and leads to the line; says notices in words', async () => {
    const where = { file: 'model.ts', line: 12, column: 5, text: '  return tf.matMul(a, b)' }
    const error = { code: 'source/shape', context: { callback: 'step', problem: 'shapes [2, 3] and [4, 5]', hint: { phrase: 'shape/matMul' } }, where } as const
    const ended = { kind: 'ended', status: 'failed', step: 60, seconds: 3, metrics: {}, error } as const
    const { page, faults } = await openWith({ cards: [syntheticCard(0, { status: 'failed' })] })
    const { run } = syntheticCard(0)
    const notice = { kind: 'notice', code: 'tensors-leaked', context: { place: 'model.ts:30', shape: '[2]' } } as const
    await say(page, { kind: 'story', story: { run, events: syntheticEvents(0, 60, [notice, ended]) } })
    await settled(page)
    await page.screenshot({ path: join(screenshots, 'curves-failed.png') })
    assert.match((await page.locator('.banner.error').textContent()) ?? '', /shapes \[2, 3\].*last axis/)
    assert.match((await page.locator('.banner.notice').textContent()) ?? '', /leaves tensors behind/)
    await page.getByRole('button', { name: 'Open model.ts:12' }).click()
    await page.getByRole('button', { name: 'Open model.ts:30' }).click()
    assert.deepEqual((await posted(page)).slice(-2), [
      { kind: 'openSource', run, file: 'model.ts', line: 12 },
      { kind: 'openSource', run, file: 'model.ts', line: 30 },
    ])
    await page.getByRole('button', { name: 'Resume' }).click()
    assert.deepEqual((await posted(page)).at(-1), { kind: 'command', run, command: { kind: 'resume' } })
    await say(page, { kind: 'hello', language: 'en', isTrusted: false })
    await settled(page)
    assert.ok(await page.getByRole('button', { name: 'Resume' }).isDisabled())
    assert.ok(await page.getByText('Training needs a trusted workspace.').isVisible())
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('says what to do where there is no run, and that it loads before it knows', async () => {
    const { page, faults } = await openPanel(browser, panel, { theme: 'light' })
    await say(page, { kind: 'hello', language: 'zh-cn', isTrusted: true })
    await settled(page)
    assert.match((await page.locator('main').textContent()) ?? '', /正在加载/)
    await say(page, { kind: 'runs', cards: [], shown: [] })
    await settled(page)
    assert.match((await page.locator('main').textContent()) ?? '', /还没有运行/)
    await page.screenshot({ path: join(screenshots, 'curves-empty.png') })
    assert.deepEqual(faults, [])
    await page.close()
  })

  it('shows the newest six of many runs, the others one click away', async () => {
    const cards = Array.from({ length: 9 }, (_, i) => syntheticCard(i))
    const { page } = await openPanel(browser, panel)
    await say(page, { kind: 'hello', language: 'en', isTrusted: true })
    await say(page, { kind: 'runs', cards, shown: [] })
    await settled(page)
    assert.deepEqual((await posted(page)).at(-1), { kind: 'show', runs: cards.slice(0, 6).map(({ run }) => run) })
    await page.locator(`[data-run="${cards[8]!.run}"] input[type=checkbox]`).check()
    assert.deepEqual((await posted(page)).at(-1), { kind: 'show', runs: [...cards.slice(0, 6), cards[8]!].map(({ run }) => run) })
    await page.getByRole('button', { name: 'Show all 9' }).click()
    assert.deepEqual((await posted(page)).at(-1), { kind: 'show', runs: cards.map(({ run }) => run) })
    await page.getByPlaceholder('Filter runs').fill('baseline')
    await settled(page)
    assert.equal(await page.locator('tbody[data-run]').count(), 4)
    await page.screenshot({ path: join(screenshots, 'curves-many.png') })
    await page.close()
  })

  it('keeps a color given to a run, and all choices, over a reload', async () => {
    const { page } = await openWith()
    const { run } = syntheticCard(0)
    await page.locator(`[data-run="${run}"] input[type=color]`).fill('#ff00ff')
    await page.locator('#smoothing').fill('0.5')
    await page.locator('#x-axis').selectOption('time')
    await settled(page)
    const saved: unknown = await page.evaluate(() => (window as unknown as { fake: FakeDoor<ToCurves, FromCurves> }).fake.state.get())
    await page.close()
    const again = await openWith({ saved })
    assert.equal(await again.page.locator(`[data-run="${run}"] input[type=color]`).inputValue(), '#ff00ff')
    assert.equal(await again.page.locator('#smoothing').inputValue(), '0.5')
    assert.equal(await again.page.locator('#x-axis').inputValue(), 'time')
    assert.deepEqual(again.faults, [])
    await again.page.close()
  })

  it('draws in the new colors when the theme is changed, without being asked', async () => {
    const { page } = await openWith({ theme: 'dark' })
    const [chart, heatmap] = [page.locator('[data-metric="train/loss"] canvas.base'), page.locator('[data-figure=heatmap] canvas.heatmap')]
    const before = [await pixels(chart), await pixels(heatmap)]
    await switchTheme(page, 'light')
    await settled(page)
    assert.notEqual(await pixels(chart), before[0])
    assert.notEqual(await pixels(heatmap), before[1])
    await page.close()
  })

  it('leaves the step slider where the user put it when figures of new steps come, and follows at the end', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    const slider = page.locator('#figure-step')
    assert.equal(await slider.inputValue(), '1')
    await slider.fill('0')
    assert.deepEqual((await posted(page)).at(-1), { kind: 'askFigures', run, atStep: 100 })
    await answerFigures(page)
    const seq = lastSeq(syntheticEvents(0, 240))
    await say(page, { kind: 'events', run, events: [{ seq: seq + 1, time: Date.UTC(2025, 0, 2, 4), kind: 'figures', step: 300, file: 'f' }] })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '100')
    assert.equal((await posted(page)).filter(({ kind }) => kind === 'askFigures').length, 2, 'nothing is asked that is not shown')
    await page.getByRole('button', { name: 'Newest' }).click()
    assert.deepEqual((await posted(page)).at(-1), { kind: 'askFigures', run })
    await answerFigures(page, [100, 200, 300])
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '300')
    await say(page, { kind: 'events', run, events: [{ seq: seq + 2, time: Date.UTC(2025, 0, 2, 4), kind: 'figures', step: 400, file: 'f' }] })
    await settled(page)
    assert.equal(await page.locator('output[for=figure-step]').textContent(), '400')
    await page.close()
  })

  it('drops a late answer about a step that is no longer wanted, and a step that was thinned out', async () => {
    const { page } = await openWith({ runs: 1, isLive: true })
    const { run } = syntheticCard(0)
    await page.locator('#figure-step').fill('0')
    await say(page, { kind: 'figures', run, step: 200, steps: [100, 200], figures: syntheticFigures(200) })
    await settled(page)
    assert.ok(await page.locator('.figure-grid.stale').isVisible())
    await say(page, { kind: 'figures', run, step: 100, steps: [100], figures: syntheticFigures(100) })
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

  it('looks at a run that has just been started, also where another was looked at and where others were saved', async () => {
    const old = syntheticCard(1)
    const { page } = await openWith({ cards: [old], saved: { shown: [old.run], current: old.run } })
    const started = syntheticCard(0, { status: 'running', step: 0 })
    await say(page, { kind: 'runs', cards: [started, old], shown: [started.run, old.run] })
    await settled(page)
    assert.match((await page.locator('h1').textContent()) ?? '', /innovation seed 0/)
    await page.close()
    const again = await openWith({ cards: [started, old], saved: { shown: [old.run] } })
    assert.deepEqual((await posted(again.page)).find(({ kind }) => kind === 'show') ?? null, null, 'both are shown already')
    await again.page.close()
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

  it('gives the values as a table', async () => {
    const { page } = await openWith()
    const chart = page.locator('[data-metric="validation/accuracy"]')
    await chart.getByRole('button', { name: 'Table' }).click()
    await settled(page)
    assert.equal(await chart.locator('tbody tr').count(), 10)
    assert.match((await chart.locator('tbody tr').first().textContent()) ?? '', /^400\.\d+0\.\d+$/)
    await page.close()
  })

  it('exports what is shown as CSV and SVG', async () => {
    const { page } = await openWith()
    for (const [name, format] of [
      ['Every value as CSV', 'csv'],
      ['Charts as SVG', 'svg'],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('button', { name }).click()
      const last = (await posted(page)).at(-1)
      assert.ok(last?.kind === 'export' && last.format === format && last.name === `synthetic-curves.${format}`)
      if (format === 'csv') assert.equal(last.text.trimEnd().split('\r\n').length, 1 + 2 * (400 + 400 + 10 + 10))
      else {
        await page.evaluate(
          (svg) =>
            new Promise<void>((resolve, reject) =>
              Object.assign(new Image(), { onload: () => resolve(), onerror: reject, src: `data:image/svg+xml,${encodeURIComponent(svg)}` }),
            ),
          last.text,
        )
      }
    }
    await page.close()
  })

  it('opens its help by keyboard and closes it by Escape', async () => {
    const { page } = await openWith()
    await page.getByRole('button', { name: 'Help' }).focus()
    await page.keyboard.press('Enter')
    assert.ok(await page.getByRole('dialog').isVisible())
    await page.screenshot({ path: join(screenshots, 'curves-help.png') })
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('dialog').isVisible(), false)
    await page.close()
  })

  it('fits a narrow view without a sideways scroll', async () => {
    const { page } = await openWith({ width: 420, runs: 3, isLive: true })
    await page.screenshot({ path: join(screenshots, 'curves-narrow.png'), fullPage: true })
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await page.close()
  })

  it('takes 100,000 values in each of 6 runs and appends to them without asking for a story again (prints how long it takes)', async () => {
    const cards = Array.from({ length: 6 }, (_, i) => syntheticCard(i, { status: 'running' }))
    const { page, faults } = await openPanel(browser, panel)
    await say(page, { kind: 'hello', language: 'en', isTrusted: true })
    await say(page, { kind: 'runs', cards, shown: cards.map(({ run }) => run) })
    const times = await page.evaluate(
      async (runs) => {
        const { fake } = window as unknown as { fake: FakeDoor<ToCurves, FromCurves> }
        const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        const batch = (run: number, from: number, count: number, seq: number): RunEvent => {
          const steps = Array.from({ length: count }, (_, i) => from + i)
          return {
            seq,
            time: 1e12 + seq * 100,
            kind: 'scalars',
            steps,
            series: { 'train/loss': steps.map((step) => 5 / (1 + step / 5000) + Math.random() + run), 'train/other': steps.map(Math.sin) },
          }
        }
        runs.forEach((run, i) => fake.say({ kind: 'story', story: { run, events: Array.from({ length: 1000 }, (_, j) => batch(i, j * 100 + 1, 100, j + 1)) } }))
        await frame()
        const slider = document.querySelector<HTMLInputElement>('#smoothing')!
        slider.value = '0.9'
        slider.dispatchEvent(new Event('input'))
        await frame()
        const measure = async (act: (i: number) => void): Promise<number> => {
          const all: number[] = []
          for (let i = 0; i < 9; i++) {
            const begin = performance.now()
            act(i)
            await frame()
            all.push(performance.now() - begin)
          }
          return all.sort((a, b) => a - b)[4]!
        }
        const messages = Array.from({ length: 9 }, (_, j) =>
          runs.map((run, i): ToCurves => ({ kind: 'events', run, events: [batch(i, 100_001 + j * 20, 20, 1001 + j)] })),
        )
        const append = await measure((i) => messages[i]!.forEach((message) => fake.say(message)))
        const plot = document.querySelector('.plot-area')!
        const move = await measure((i) => plot.dispatchEvent(new PointerEvent('pointermove', { clientX: 400 + i * 20, clientY: 200 })))
        return { append, move }
      },
      cards.map(({ run }) => run),
    )
    console.log(
      `        append to 6 × 100,000 values and draw: ${times.append.toFixed(0)} ms; cursor: ${times.move.toFixed(0)} ms (medians, two frames included)`,
    )
    assert.match((await page.locator('.facts').textContent()) ?? '', /step 100,180/)
    await page.screenshot({ path: join(screenshots, 'curves-heavy.png') })
    assert.deepEqual(faults, [])
    assert.equal((await posted(page)).filter(({ kind }) => kind === 'askStory').length, 0)
    await page.close()
  })

  async function openWith({
    theme = 'dark',
    language = 'en',
    runs = 2,
    isLive = false,
    width = 1280,
    saved,
    cards = Array.from({ length: runs }, (_, i) => syntheticCard(i, i === 0 && isLive ? { status: 'running', step: 240, generatedData: true } : {})),
  }: {
    theme?: ThemeName
    language?: Language
    runs?: number
    isLive?: boolean
    width?: number
    saved?: unknown
    cards?: readonly RunCard[]
  } = {}): Promise<Opened> {
    const opened = await openPanel(browser, panel, { theme, width, saved })
    const { page } = opened
    const shown = cards.slice(0, 6).map(({ run }) => run)
    await say(page, { kind: 'hello', language, isTrusted: true })
    await say(page, { kind: 'runs', cards, shown })
    for (const [i, run] of shown.entries())
      await say(page, { kind: 'story', story: { run, events: i === 0 && isLive ? syntheticEvents(i, 240) : syntheticEvents(i, 400, [endOf(i)]) } })
    await settled(page)
    await answerFigures(page)
    return opened
  }
})

async function say(page: Page, message: ToCurves): Promise<void> {
  await page.evaluate((told) => (window as unknown as { fake: FakeDoor<ToCurves, FromCurves> }).fake.say(told), message)
}

async function posted(page: Page): Promise<FromCurves[]> {
  return page.evaluate(() => (window as unknown as { fake: FakeDoor<ToCurves, FromCurves> }).fake.posted)
}

/** Two frames on: what was scheduled has been drawn, and what appeared on screen because of it too. */
async function settled(page: Page): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined))))
}

/** Plays the host: the figures of the newest request. */
async function answerFigures(page: Page, steps: readonly number[] = [100, 200]): Promise<void> {
  const request = (await posted(page)).findLast(({ kind }) => kind === 'askFigures')
  if (request?.kind !== 'askFigures') return
  const step = request.atStep ?? steps.at(-1)!
  await say(page, { kind: 'figures', run: request.run, step, steps, figures: syntheticFigures(step) })
  await settled(page)
}

/** The steps that the hover table names at places along a chart. */
async function cursorSteps(page: Page, box: { x: number; y: number }): Promise<number[]> {
  const steps: number[] = []
  for (const x of [60, 150, 250, 330]) {
    await page.mouse.move(box.x + x, box.y + 70)
    steps.push(Number((await page.locator('[data-metric="train/loss"] .hover td:last-child').first().textContent())!.replace(',', '')))
  }
  return steps
}

async function pixels(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
}

async function spoken(page: Page): Promise<string> {
  return (await page.locator('body > [aria-live]').textContent()) ?? ''
}

function lastSeq(events: readonly RunEvent[]): number {
  return events.at(-1)!.seq
}

async function metricsOf(page: Page): Promise<(string | null)[]> {
  return page.locator('[data-metric]').evaluateAll((all) => all.map((each) => each.getAttribute('data-metric')))
}
