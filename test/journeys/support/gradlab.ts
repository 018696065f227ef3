import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame, Locator } from 'playwright-core'
import { processesWith } from '../../../scripts/editor/processes.mjs'
import { eventually } from './eventually'
import type { Workbench } from './workbench'

/** What a person does with Gradlab in the window, in English. */
export class Gradlab {
  readonly #workbench: Workbench
  readonly #workspace: string

  constructor(workbench: Workbench, workspace: string) {
    this.#workbench = workbench
    this.#workspace = workspace
  }

  /** By the palette: direction 01 on images, trained on digits. */
  async newExperiment(name: string): Promise<void> {
    const { quickInput } = this.#workbench
    await this.#workbench.runCommand('Gradlab: New Experiment…')
    await quickInput.waitForTitle('Choose a direction')
    await quickInput.choose('Hierarchical attention')
    await quickInput.waitForTitle('Choose a scaffold of Hierarchical attention')
    await quickInput.choose('Image: texture, part, object')
    await quickInput.waitForTitle('Choose the data to train on')
    await quickInput.choose('digits')
    await quickInput.waitForTitle('Folder of the new experiment')
    await quickInput.enter(name)
    await this.#workbench.waitForTab('model.ts')
  }

  /** Changes model.ts on the disk, as another program would. @returns the number of the line that changed */
  change(experiment: string, before: string, after: string): number {
    const file = join(this.#workspace, experiment, 'model.ts')
    const text = readFileSync(file, 'utf8')
    assert.equal(text.split(before).length, 2, `model.ts holds once: ${before}`)
    writeFileSync(file, text.replace(before, after))
    return text.slice(0, text.indexOf(before)).split('\n').length
  }

  async train(): Promise<CurvesPanel> {
    await this.#workbench.runCommand('Gradlab: Train')
    return this.curves()
  }

  async curves(title = 'Gradlab Curves'): Promise<CurvesPanel> {
    return new CurvesPanel(await this.#workbench.webview(title))
  }

  async embeddings(title = 'Gradlab Embeddings'): Promise<EmbeddingsPanel> {
    return new EmbeddingsPanel(await this.#workbench.webview(title))
  }

  async comparison(title = 'Gradlab Comparison'): Promise<ComparisonPanel> {
    return new ComparisonPanel(await this.#workbench.webview(title))
  }

  /** The folder of the newest run. */
  newestRun(experiment: string): string {
    const runs = join(this.#workspace, experiment, '.gradlab/runs')
    const name = readdirSync(runs).sort().at(-1)
    assert.ok(name !== undefined, 'there is a run')
    return join(runs, name)
  }

  /** Ends every run and the daemon, which would outlive the editor. Asked whether that is meant, it says yes: a run that was just stopped may still be ending. */
  async stopAll({ command = 'Gradlab: Stop All', confirm = 'Stop All' } = {}): Promise<void> {
    await this.#workbench.runCommand(command)
    const button = this.#workbench.locate('.monaco-dialog-box').getByRole('button', { name: confirm, exact: true })
    // Until it is gone: a window that is closed too soon takes the command with it.
    const runtime = join(this.#workspace, '..', 'runtime')
    await eventually(
      'the daemon to end',
      async () => {
        if (await button.isVisible()) await button.click()
        return processesWith('XDG_RUNTIME_DIR', runtime).every(({ command: line }) => !line.includes('daemon.js')) || undefined
      },
      60_000,
    )
  }
}

export interface CurvePoint {
  readonly step: number
  readonly value: number
}

/** `count` points are the curve's; of a long one not all are rows. */
export interface CurveTable {
  readonly points: readonly CurvePoint[]
  readonly count: number
}

/** The panel of curves, read as a screen reader would: by its tables and texts. */
export class CurvesPanel {
  readonly frame: Frame

  constructor(frame: Frame) {
    this.frame = frame
  }

  get state(): Locator {
    return this.frame.locator('.run-bar .state')
  }

  chart(metric: string): Locator {
    return this.frame.locator(`figure[data-metric="${metric}"]`)
  }

  /** Shows a chart as a table from now on. */
  async openTable(metric: string, button = 'Table'): Promise<void> {
    await this.chart(metric).getByRole('button', { name: button, exact: true }).click()
  }

  async closeTable(metric: string, button = 'Table'): Promise<void> {
    await this.openTable(metric, button)
  }

  /** What an open table shows at one moment. */
  async table(metric: string): Promise<CurveTable> {
    const { rows, about } = await this.chart(metric)
      .locator('.twin')
      .evaluate((twin) => ({
        rows: [...twin.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replaceAll(',', ''))),
        about: twin.querySelector('p')?.textContent ?? '',
      }))
    const points = rows.map(([step, value]) => ({ step: Number(step), value: Number(value) }))
    const [, count] = about.match(/\d[\d,]*/g) ?? []
    return { points, count: count === undefined ? points.length : Number(count.replaceAll(',', '')) }
  }

  /** Waits until the curve of an open table has this many points, and reads rows and count at one moment: a run goes on meanwhile. */
  async waitForPoints(metric: string, least: number): Promise<CurveTable> {
    return eventually(
      `${least} points of ${metric}`,
      async () => {
        const table = await this.table(metric)
        return table.count >= least ? table : undefined
      },
      60_000,
    )
  }
}

/** The panel of comparisons, by its texts. */
export class ComparisonPanel {
  readonly frame: Frame

  constructor(frame: Frame) {
    this.frame = frame
  }

  get state(): Locator {
    return this.frame.locator('.run-bar .state')
  }

  get facts(): Locator {
    return this.frame.locator('.run-bar .facts')
  }

  /** What is said of each variant. */
  async verdicts(): Promise<string[]> {
    return this.frame.locator('.verdict-card').allTextContents()
  }

  /** The runs whose curves can be opened, in the order they were trained. */
  async runs(): Promise<string[]> {
    return this.frame.locator('.run-table tbody').getByRole('button').allTextContents()
  }
}

/** The panel of embeddings, in English. */
export class EmbeddingsPanel {
  readonly frame: Frame

  constructor(frame: Frame) {
    this.frame = frame
  }

  /** How many frames the slider walks. */
  async frames(): Promise<number> {
    return Number(await this.#slider.getAttribute('max')) + 1
  }

  async waitForFrames(least: number): Promise<void> {
    await this.#slider.waitFor()
    await eventually(`${least} frames`, async () => ((await this.frames()) >= least ? true : undefined), 60_000)
  }

  /** x and y of the points on the table's first page, as texts. */
  async positions(): Promise<string[][]> {
    const table = this.frame.getByRole('button', { name: 'Table', exact: true })
    await table.click()
    const rows = this.frame.locator('.table tbody tr')
    await rows.first().waitFor()
    const read = await rows.evaluateAll((found) => found.map((row) => [...row.querySelectorAll('td.number')].map((cell) => cell.textContent ?? '')))
    await table.click()
    return read
  }

  /** Moves the pointer over the plot until a point shows its card, with its picture. */
  async hoverSomePoint(): Promise<void> {
    const plot = this.frame.locator('.plot')
    const { width, height } = (await plot.boundingBox())!
    const card = this.frame.locator('.point-card')
    for (let y = 0.1; y < 1; y += 0.05) {
      for (let x = 0.1; x < 1; x += 0.05) {
        await plot.hover({ position: { x: x * width, y: y * height } })
        if (!(await card.isVisible())) continue
        await card.locator('canvas.picture').waitFor()
        return
      }
    }
    throw new Error('no point of the plot shows a card')
  }

  async goToFirstFrame(): Promise<void> {
    await this.#slider.press('Home')
  }

  get #slider(): Locator {
    return this.frame.getByRole('slider', { name: 'step' })
  }
}
