// How long the editor waits for Gradlab: its activation, and a click on ▶ to the first loss point, beside the editor's own start in the same run.
// `npm run bench:start`; the last line is JSON.
import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { packedExtension } from '../scripts/editor/packed.mjs'
import { processesWith } from '../scripts/editor/processes.mjs'
import { gradlab as inTerminal } from '../test/support/gradlab'
import { eventually } from '../test/journeys/support/eventually'
import { Gradlab } from '../test/journeys/support/gradlab'
import { inEditor } from '../test/journeys/support/inEditor'
import type { Workbench } from '../test/journeys/support/workbench'

const repeats = Number(process.argv[2] ?? 5)
/** By then a spare process has loaded tfjs and the editor has read the file's types; nothing outside tells when. */
const settleMs = 4000

void measure()

async function measure(): Promise<void> {
  process.env['GRADLAB_VSIX'] ??= await packedExtension()
  const measured = { editorMs: [] as number[], activationMs: [] as number[], warmMs: [] as number[], coldMs: [] as number[] }
  for (let i = 0; i < repeats; i++) {
    const round = await inNewEditor()
    for (const name of ['editorMs', 'activationMs', 'warmMs', 'coldMs'] as const) measured[name].push(round[name])
    const [editor, activation, warm, cold] = [round.editorMs, round.activationMs, round.warmMs, round.coldMs].map((ms) => ms.toFixed(0))
    console.log(`editor ${editor} ms, activation ${activation} ms, first loss warm ${warm} ms, cold ${cold} ms`)
  }
  const medians = Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, median(values)]))
  const machine = { cores: availableParallelism(), processor: cpus()[0]?.model ?? '', node: process.version }
  console.log(`medians of n = ${repeats} on ${machine.cores} cores of ${machine.processor}`)
  console.log(JSON.stringify({ event: 'bench:start', n: repeats, medians, measured, machine }))
}

interface Round {
  readonly editorMs: number
  readonly activationMs: number
  readonly warmMs: number
  readonly coldMs: number
}

/** Each round has an editor of its own: one that is loaded again opens what was open before, also what was closed just then, and its servers load beside us. */
async function inNewEditor(): Promise<Round> {
  let round: Round | undefined
  // A page that is reloaded while it loads complains of that.
  await inEditor({ expected: [/./] }, async (workbench, workspace) => {
    const experiment = join(workspace, 'first')
    const made = await inTerminal(['new', '01-hierarchical-attention/image', experiment])
    if (made.code !== 0) throw new Error(made.error)
    const processes = (program: string): number =>
      processesWith('XDG_RUNTIME_DIR', join(workspace, '../runtime')).filter(({ command }) => command.includes(`dist/${program}.js`)).length
    const waitFor = (program: string, count: number) => eventually(`${count} of ${program}`, async () => (processes(program) === count ? true : undefined))
    const gradlab = new Gradlab(workbench, workspace)
    gradlab.change('first', 'steps: 400,', 'steps: 40000,')
    const editorMs = await timed(async () => {
      await workbench.page.reload()
      await workbench.waitUntilReady()
    })
    await waitFor('run', 1)
    const activationMs = await activationOf(workbench)
    const warmMs = await clickToFirstLoss(workbench, experiment)
    await gradlab.stopAll()
    await waitFor('daemon', 0)
    const coldMs = await clickToFirstLoss(workbench, experiment)
    await gradlab.stopAll()
    await waitFor('daemon', 0)
    round = { editorMs, activationMs, warmMs, coldMs }
  })
  return round!
}

/** As VS Code itself reports it: to load the code and to call activate. */
async function activationOf(workbench: Workbench): Promise<number> {
  await workbench.runCommand('Developer: Show Running Extensions')
  const list = workbench.locate('.modal-editor-block .monaco-list, .editor-instance .monaco-list').last()
  const row = list.locator('.monaco-list-row').filter({ hasText: /^Gradlab/ })
  await list.hover()
  const text = await eventually('the activation time of Gradlab', async () => {
    if ((await row.count()) > 0) return /(\d+)\s*ms/.exec((await row.first().textContent()) ?? '')?.[1]
    await workbench.page.mouse.wheel(0, 300) // the slowest are at the top, and those out of sight are not drawn
    return undefined
  })
  await workbench.page.keyboard.press('Escape')
  return Number(text)
}

/** From ▶ in the title bar of model.ts, without a panel open and without an earlier run, to the chart that appears with the first point. */
async function clickToFirstLoss(workbench: Workbench, experiment: string): Promise<number> {
  await workbench.runCommand('View: Close All Editors')
  const runs = join(experiment, '.gradlab/runs')
  rmSync(runs, { recursive: true, force: true })
  mkdirSync(runs)
  await workbench.openFile('first/model.ts')
  const button = workbench
    .locate('.editor-actions')
    .getByRole('button', { name: /^Train/ })
    .first()
  await button.waitFor()
  await setTimeout(settleMs)
  return timed(async () => {
    await button.click()
    while (!(await showsLoss(workbench))) await setTimeout(10)
  })
}

async function showsLoss(workbench: Workbench): Promise<boolean> {
  for (const frame of workbench.page.frames()) {
    if (await frame.evaluate(() => document.querySelector('body[data-panel="curves"] figure[data-metric="train/loss"]') !== null).catch(() => false))
      return true
  }
  return false
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const found = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return Number(found.toFixed(1))
}
