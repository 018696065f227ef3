import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FromCurves, RunEvent, ToCurves } from '../../protocol'
import { screenshots, type Page } from '../../test/support/browser'
import { pixelsOf, posted, reply, settled, switchTheme, tell } from '../../test/support/panelPage'
import { panelTests } from '../../test/support/panelTests'
import type { FakeDoor } from '../host/fakeDoor'
import { figuresAnswer, lastSeq, syntheticCard, syntheticEvents, syntheticMessages, type SyntheticOptions } from './syntheticRuns'

describe('charts in a browser (synthetic runs)', () => {
  const openWith = panelTests<SyntheticOptions>('curves', async (page, options) => {
    await tell(page, ...syntheticMessages(options))
    await settled(page)
    await answerFigures(page)
  })

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
    await tell(page, { kind: 'events', run: syntheticCard(0).run, events: syntheticEvents(0, 400).filter(({ seq }) => seq > lastSeq(syntheticEvents(0, 240))) })
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
    const whole = await pixelsOf(other)
    await loss.hover({ position: { x: 200, y: 60 } })
    await page.mouse.wheel(0, -120)
    await settled(page)
    assert.equal(await pixelsOf(other), whole)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -120)
    await page.keyboard.up('Control')
    await settled(page)
    assert.notEqual(await pixelsOf(other), whole)
    await loss.focus()
    await page.keyboard.press('0')
    await settled(page)
    assert.equal(await pixelsOf(other), whole)
    await page.keyboard.press('+')
    await settled(page)
    assert.notEqual(await pixelsOf(other), whole)
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
    const [denseBefore, seldomBefore] = [await pixelsOf(dense), await pixelsOf(seldom)]
    await page.locator('#smoothing').fill('0.9')
    await settled(page)
    assert.notEqual(await pixelsOf(dense), denseBefore)
    assert.equal(await pixelsOf(seldom), seldomBefore)
    await page.locator('[data-metric="validation/loss"]').getByRole('button', { name: 'Smooth' }).click()
    await settled(page)
    assert.notEqual(await pixelsOf(seldom), seldomBefore)
    await page.close()
  })

  it('draws in the new colors when the theme is changed, without being asked', async () => {
    const { page } = await openWith({ theme: 'dark' })
    const [chart, heatmap] = [page.locator('[data-metric="train/loss"] canvas.base'), page.locator('[data-figure=heatmap] canvas.heatmap')]
    const before = [await pixelsOf(chart), await pixelsOf(heatmap)]
    await switchTheme(page, 'light')
    await settled(page)
    assert.notEqual(await pixelsOf(chart), before[0])
    assert.notEqual(await pixelsOf(heatmap), before[1])
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
      const last = (await posted<FromCurves>(page)).at(-1)
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

  it('takes 100,000 values in each of 6 runs and appends to them without asking for a story again (prints how long it takes)', async () => {
    const cards = Array.from({ length: 6 }, (_, i) => syntheticCard(i, { status: 'running' }))
    const { page, faults } = await openWith({ isGreeted: false })
    await tell(page, { kind: 'hello', language: 'en', isTrusted: true })
    await tell(page, { kind: 'runs', cards, shown: cards.map(({ run }) => run) })
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
    assert.equal((await posted<FromCurves>(page)).filter(({ kind }) => kind === 'askStory').length, 0)
    await page.close()
  })
})

/** The figures of the newest request. */
const answerFigures = (page: Page, steps?: readonly number[]): Promise<void> => reply<FromCurves>(page, (said) => figuresAnswer(said, steps))

/** The steps that the hover table names at places along a chart. */
async function cursorSteps(page: Page, box: { x: number; y: number }): Promise<number[]> {
  const steps: number[] = []
  for (const x of [60, 150, 250, 330]) {
    await page.mouse.move(box.x + x, box.y + 70)
    steps.push(Number((await page.locator('[data-metric="train/loss"] .hover td:last-child').first().textContent())!.replace(',', '')))
  }
  return steps
}

async function spoken(page: Page): Promise<string> {
  return (await page.locator('body > [aria-live]').textContent()) ?? ''
}
