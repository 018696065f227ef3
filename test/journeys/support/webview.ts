import type { Frame, Page } from 'playwright-core'
import { eventually } from './eventually'

/** The inner frame of the webview with this title (that of its tab or view), once it is loaded and in sight. */
export async function webviewFrame(page: Page, title: string): Promise<Frame> {
  return eventually(`a webview titled "${title}"`, async () => {
    for (const outer of await page.locator('iframe.webview.ready').all()) {
      const frame = await (await outer.elementHandle())?.contentFrame()
      const inner = await frame?.$('#active-frame')
      if (inner && (await outer.isVisible()) && (await inner.getAttribute('title')) === title) return (await inner.contentFrame()) ?? undefined
    }
    return undefined
  })
}
