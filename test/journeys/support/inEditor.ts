import assert from 'node:assert/strict'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from '../../../scripts/editor/browser.mjs'
import type { EditorOptions } from '../../../scripts/editor/launch.mjs'
import { launchEditor } from '../../../scripts/editor/launch.mjs'
import { endProcessesWith, processesWith } from '../../../scripts/editor/processes.mjs'
import { collectComplaints } from './complaints'
import { eventually } from './eventually'
import { editorWithGradlab } from './installed'
import { Workbench } from './workbench'

export interface JourneyOptions extends Partial<Pick<EditorOptions, 'language' | 'isTrustAsked' | 'settings'>> {
  readonly hasWebgl?: boolean
  /** Complaints that this journey provokes. */
  readonly expected?: readonly RegExp[]
}

/**
 * Runs a journey in an editor of its own with Gradlab installed and a fresh folder open; afterwards nothing may have complained
 * in any frame and no process may be left. Where it fails, .cache/screenshots/failed.png shows the window.
 */
export async function inEditor(options: JourneyOptions, journey: (workbench: Workbench, workspace: string) => Promise<void>): Promise<void> {
  const { hasWebgl = true, expected = [], ...editorOptions } = options
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-journey-'))
  const [workspace, home, runtime] = ['workspace', 'home', 'runtime'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of [workspace, home, runtime]) mkdirSync(path, { mode: 0o700 })
  try {
    const { codeServer, extensions } = await editorWithGradlab()
    const env = { HOME: home, XDG_RUNTIME_DIR: runtime }
    const server = await launchEditor(codeServer, { ...editorOptions, folder: join(folder, 'editor'), extensions, env })
    let complaints: string[]
    let leftOver: string[] = []
    try {
      complaints = await browse(server.addressOf(workspace), hasWebgl, (workbench) => journey(workbench, workspace))
    } finally {
      await server.close()
      leftOver = await endLeftOver(runtime)
    }
    assert.deepEqual(leftOver, [], `these processes outlived the editor, whose Gradlab says:\n${logsIn(folder)}`)
    assert.deepEqual(
      complaints.filter((text) => !expected.some((pattern) => pattern.test(text))),
      [],
    )
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function browse(address: string, hasWebgl: boolean, journey: (workbench: Workbench) => Promise<void>): Promise<string[]> {
  const browser = await openBrowser({ hasWebgl })
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' })
    const complaints = collectComplaints(page)
    const workbench = new Workbench(page)
    await page.goto(address)
    try {
      await workbench.waitUntilReady()
      await journey(workbench)
    } catch (error) {
      await workbench.screenshot('failed')
      throw new AggregateError([error], `${error instanceof Error ? error.message : String(error)}${complaints.map((text) => `\n  ${text}`).join('')}`)
    }
    return complaints
  } finally {
    await browser.close()
  }
}

/** What the extension logged, in every extension host that the editor had. */
function logsIn(folder: string): string {
  return globSync(join(folder, 'editor/user/logs/**/Gradlab.log'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
}

/** Every process the editor started knows its runtime folder. What outlives the editor is ended. @returns its commands */
async function endLeftOver(runtime: string): Promise<string[]> {
  const leftOver = () => processesWith('XDG_RUNTIME_DIR', runtime)
  const ended = eventually('the processes of the editor to end', async () => (leftOver().length === 0 ? true : undefined), 10_000)
  await ended.catch(() => undefined)
  const commands = leftOver().map(({ command }) => command)
  await endProcessesWith('XDG_RUNTIME_DIR', runtime)
  return commands
}
