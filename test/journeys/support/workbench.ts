import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame, Locator, Page } from 'playwright-core'
import { eventually } from './eventually'
import { Notifications, StatusBar, Tree } from './panels'
import { QuickInput } from './quickInput'
import { webviewFrame } from './webview'

const screenshots = join(__dirname, '../../../.cache/screenshots')

/** The class by which the window shows that a theme is on. */
const themes = { 'Dark Modern': 'vs-dark', 'Light Modern': 'vs', 'Dark High Contrast': 'hc-black', 'Light High Contrast': 'hc-light' }

export type Theme = keyof typeof themes

/** The window of VS Code, as a person uses it. */
export class Workbench {
  readonly page: Page
  readonly quickInput: QuickInput
  readonly statusBar: StatusBar
  readonly notifications: Notifications

  constructor(page: Page) {
    this.page = page
    this.quickInput = new QuickInput(page)
    this.statusBar = new StatusBar(page)
    this.notifications = new Notifications(page)
  }

  async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 })
  }

  async runCommand(title: string): Promise<void> {
    await this.quickInput.runCommand(title)
  }

  /** Opens a file of the workspace by Quick Open. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path
    await eventually(`${path} in Quick Open`, async () => {
      await this.page.keyboard.press('Control+P')
      await this.quickInput.filter(path)
      // Files are listed by a search that starts with the window; what was opened before stands there until it has found something.
      const first = this.page.locator('.quick-input-list .monaco-list-row').first().filter({ hasText: name })
      try {
        await first.waitFor({ timeout: 5_000 })
        return true
      } catch {
        await this.quickInput.escape() // asked too early: a list is not filled afterwards
        return undefined
      }
    })
    await this.page.keyboard.press('Enter')
    await this.waitForTab(name)
  }

  /** Waits until the tab of this title is the active one. */
  async waitForTab(title: string): Promise<void> {
    await this.page.locator('.tabs-container .tab.active').filter({ hasText: title }).first().waitFor()
  }

  async chooseTab(title: string): Promise<void> {
    await this.page.locator('.tabs-container .tab').filter({ hasText: title }).first().click()
    await this.waitForTab(title)
  }

  async tabs(): Promise<string[]> {
    return (await this.page.locator('.tabs-container .tab .label-name').allTextContents()).map((text) => text.trim())
  }

  /** What the active text editor shows: the lines in sight. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .editor-instance .view-line')
    await lines.first().waitFor()
    const placed = await lines.evaluateAll((found) => found.map((line) => ({ top: (line as HTMLElement).offsetTop, text: line.textContent ?? '' })))
    return placed
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' '))
      .join('\n')
  }

  /** The inner frame of a webview, by the title of its tab or view. */
  async webview(title: string): Promise<Frame> {
    return webviewFrame(this.page, title)
  }

  /** The rows of a view in a side bar, by the view's title. */
  view(title: string): Tree {
    const section = this.page.locator('.split-view-view').filter({ has: this.page.locator(`.pane-header .title`, { hasText: title }) })
    return new Tree(section.last())
  }

  /** Opens the side bar of the Activity Bar's entry of this title. */
  async openView(title: string): Promise<void> {
    await this.page.locator('.part.activitybar').getByRole('tab', { name: title }).click()
    await this.page.locator('.part.sidebar .composite.title', { hasText: title }).waitFor()
  }

  async problems(): Promise<Tree> {
    const panel = this.page.locator('.markers-panel')
    if (!(await panel.isVisible())) await this.runCommand('Problems: Focus on Problems View')
    await panel.waitFor()
    return new Tree(panel)
  }

  async switchTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme')
    await this.quickInput.filter(theme)
    await this.quickInput.choose(theme)
    await this.page.locator(`.monaco-workbench.${themes[theme]}`).waitFor()
  }

  /** Gives the folder the trust that a window with `isTrustAsked` starts without, on the page that asks for it. */
  async giveTrust(): Promise<void> {
    await this.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click()
    await this.page.locator('.part.statusbar').getByText('Restricted Mode').waitFor({ state: 'hidden' })
  }

  async reload(): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.runCommand('Developer: Reload Window')])
    await this.waitUntilReady()
  }

  /** Keeps a picture of the window in .cache/screenshots/. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true })
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) })
  }

  /** A part of the window by a selector, for what has no method here. */
  locate(selector: string): Locator {
    return this.page.locator(selector)
  }
}
