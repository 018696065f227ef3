import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser'
import { buildPanel, openPanel, type BuiltPanel, type PageOptions } from './panelPage'

export interface OpenedPanel {
  readonly page: Page
  readonly faults: readonly string[]
}

/**
 * For a suite of one panel: built once, in a browser of its own. Gives what opens a page of it, greeted as its host would unless it is not to be; after each test
 * its pages are closed, and nothing may have gone wrong in them.
 */
export function panelTests<Options>(
  name: string,
  greet: (page: Page, options: Partial<Options>) => Promise<void>,
  { hasWebgl = true }: { readonly hasWebgl?: boolean } = {},
): (options?: Partial<Options> & PageOptions & { readonly isGreeted?: boolean }) => Promise<OpenedPanel> {
  let browser: Browser
  let panel: BuiltPanel
  const opened: OpenedPanel[] = []
  before(async () => {
    panel = await buildPanel(name)
    browser = await launchBrowser({ hasWebgl })
  })
  after(() => browser?.close())
  afterEach(async () => {
    const faults = opened.flatMap((each) => each.faults)
    for (const { page } of opened.splice(0)) await page.close()
    assert.deepEqual(faults, [], 'the console is free of errors')
  })
  return async (options = {}) => {
    const next = await openPanel(browser, panel, options)
    opened.push(next)
    if (options.isGreeted ?? true) await greet(next.page, options)
    return next
  }
}
