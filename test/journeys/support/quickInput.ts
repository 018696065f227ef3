import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { eventually } from './eventually'

/** The list or the box at the top of the window: the command palette, a quick pick, an input box. */
export class QuickInput {
  readonly #page: Page
  readonly #widget: Locator

  constructor(page: Page) {
    this.#page = page
    this.#widget = page.locator('.quick-input-widget')
  }

  /** Opens the command palette and runs the command of this title, category before it: `Gradlab: New Experiment…`. */
  async runCommand(title: string): Promise<void> {
    await eventually(`the command "${title}"`, async () => {
      await this.#page.keyboard.press('Escape')
      await this.#page.keyboard.press('F1')
      await this.#widget.waitFor()
      await this.filter(`>${title}`)
      // Right after the start the extensions are not read yet, and the palette does not refresh itself.
      return (await this.#entries(title).count()) > 0 ? true : undefined
    })
    await this.#entries(title).first().click()
  }

  /** The title above the list or box; waits for one to be there. */
  async title(): Promise<string> {
    const title = this.#widget.locator('.quick-input-title')
    await title.waitFor()
    return (await title.textContent()) ?? ''
  }

  async waitForTitle(expected: string): Promise<void> {
    await this.#widget.locator('.quick-input-title', { hasText: expected }).waitFor()
  }

  /** Replaces what is typed in the box. */
  async filter(text: string): Promise<void> {
    await this.#widget.locator('input.input').fill(text)
  }

  /** The labels in sight. A long list is drawn in part: filter first. */
  async labels(): Promise<string[]> {
    return this.#widget.locator('.quick-input-list .quick-input-list-rows > :first-child .label-name').allTextContents()
  }

  async choose(label: string): Promise<void> {
    const entry = this.#entries(label)
    await entry.first().waitFor()
    await entry.first().click()
  }

  async value(): Promise<string> {
    return this.#widget.locator('input.input').inputValue()
  }

  /** Types into an input box and confirms; without a text, what stands in it is confirmed. */
  async enter(text?: string): Promise<void> {
    if (text !== undefined) await this.filter(text)
    await this.#page.keyboard.press('Enter')
  }

  /** What an input box says is wrong with what is typed. */
  async problem(): Promise<string> {
    const message = this.#widget.locator('.quick-input-message')
    await message.waitFor()
    return (await message.textContent()) ?? ''
  }

  async escape(): Promise<void> {
    await this.#page.keyboard.press('Escape')
    await this.#widget.waitFor({ state: 'hidden' })
  }

  async expectClosed(): Promise<void> {
    assert.equal(await this.#widget.isVisible(), false, 'a quick input is open')
  }

  #entries(label: string): Locator {
    return this.#widget.locator('.quick-input-list .monaco-list-row').filter({ has: this.#page.locator('.label-name').getByText(label, { exact: true }) })
  }
}
