import type { Page } from 'playwright-core'

/** What code-server itself complains of at every start, none of it about an extension. */
const known = [
  /node_modules\/vsda\//, // Microsoft's own signing module, which only its own builds have
  /Timed out waiting for authentication provider 'github'/, // of the editor's chat, which is off
  /No extension gallery service configured/, // asked for its own translations
  /Extension `vscode\.[\w-]+` is already registered/, // an extension of its own, when a folder becomes trusted
  /Activating extension 'vscode\.[\w-]+' failed: Not Found/, // the same
  /reading 'classList'[^]*\/webview\/browser\/pre\/index\.html/, // of its own frame around a webview that is closed as its theme changes
  /Found unexpected null[^]*\/webview\/browser\/pre\/index\.html/, // of the same frame, loading as the window is reloaded
  /Unable to write file 'vscode-log:[^]*IndexedDB database 'vscode-web-db' is closed/, // of its own log, at a reload
  /Aborted onWillSaveTextDocument-event after/, // where the machine is busy as a chosen theme is written to settings.json
  /\[lifecycle\] Long running operations during shutdown/, // at each reload of the window
]

/** The second is the name by which a webview asks for files; the editor's service worker answers. */
const here = /^localhost$|\.vscode-resource\.vscode-cdn\.net$/

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
    if (/^(http|ws)s?:$/.test(protocol) && !here.test(hostname)) add(`a request to ${request.url()}`)
  })
  return complaints
}
