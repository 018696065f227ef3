import type { Page } from 'playwright-core'

/** What code-server itself complains of at every start, none of it about an extension. */
const known = [
  /node_modules\/vsda\//, // Microsoft's own signing module, which only its own builds have
  /Timed out waiting for authentication provider 'github'/, // of the editor's chat, which is off
]

/** Collects the errors of the page and of every frame in it: console errors, uncaught ones, and requests that leave the machine. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = []
  const add = (text: string) => {
    if (!known.some((pattern) => pattern.test(text))) complaints.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') add(`console error: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => add(`uncaught: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (/^(http|ws)s?:$/.test(protocol) && hostname !== 'localhost' && hostname !== '127.0.0.1') add(`a request to ${request.url()}`)
  })
  return complaints
}
