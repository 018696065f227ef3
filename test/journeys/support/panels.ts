import type { Locator, Page } from 'playwright-core'

export class StatusBar {
  readonly #items: Locator

  constructor(page: Page) {
    this.#items = page.locator('.part.statusbar .statusbar-item')
  }

  /** The item whose text holds this; waits for it. */
  async item(text: string | RegExp): Promise<Locator> {
    const item = this.#items.filter({ hasText: text })
    await item.first().waitFor()
    return item.first()
  }

  async texts(): Promise<string[]> {
    return (await this.#items.allTextContents()).map((text) => text.trim()).filter((text) => text !== '')
  }
}

export class Notifications {
  readonly #toasts: Locator

  constructor(page: Page) {
    this.#toasts = page.locator('.notifications-toasts .notification-toast .notification-list-item')
  }

  /** The notification whose message holds this; waits for it. */
  async find(message: string | RegExp): Promise<Locator> {
    const toast = this.#toasts.filter({ has: this.#toasts.page().locator('.notification-list-item-message', { hasText: message }) })
    await toast.first().waitFor()
    return toast.first()
  }

  async press(message: string | RegExp, button: string): Promise<void> {
    await (await this.find(message)).getByRole('button', { name: button, exact: true }).click()
  }

  async messages(): Promise<string[]> {
    return this.#toasts.locator('.notification-list-item-message').allTextContents()
  }
}

/** A tree of a side bar or panel: the Explorer, a view of ours, Problems. */
export class Tree {
  readonly #rows: Locator

  constructor(root: Locator) {
    this.#rows = root.locator('.monaco-list-row')
  }

  /** The row that holds this text; waits for it. Rows out of sight are not drawn. */
  async row(text: string | RegExp): Promise<Locator> {
    const row = this.#rows.filter({ hasText: text }).first()
    await row.waitFor()
    return row
  }

  async rows(): Promise<string[]> {
    return (await this.#rows.allTextContents()).map((text) => text.trim())
  }

  /** Runs an entry of the row's context menu. */
  async runInMenu(text: string | RegExp, entry: string): Promise<void> {
    const row = await this.row(text)
    await row.click({ button: 'right' })
    await row.page().locator('.context-view .monaco-menu').getByRole('menuitem', { name: entry }).click()
  }
}
