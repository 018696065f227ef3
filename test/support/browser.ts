import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

/** For the tests of webviews/, which may import no package. */
export type { Browser, Page }

/** Where tests leave pictures of what they saw, for people. */
export const screenshots = join(__dirname, '..', '..', '.cache', 'screenshots')

/** Debian's Chromium, or whichever of its kind is on PATH. */
export async function launchBrowser({ hasWebgl = true }: { readonly hasWebgl?: boolean } = {}): Promise<Browser> {
  mkdirSync(screenshots, { recursive: true })
  return chromium.launch({ executablePath: findChromium(), args: [...chromiumArguments, ...(hasWebgl ? [] : ['--disable-3d-apis'])] })
}

/** Everything that goes wrong in a page from now on: console errors and warnings, exceptions, requests that it may not make. */
export function watchFaults(page: Page, mayRequest: RegExp): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    // Chromium's software GPU says how slow it is to read back what it drew, which is what a screenshot does.
    if (/GL Driver Message \(OpenGL, Performance/.test(message.text())) return
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (!mayRequest.test(request.url())) faults.push(request.url())
  })
  return faults
}

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/bin',
    '/Applications/Chromium.app/Contents/MacOS',
    '/Applications/Google Chrome.app/Contents/MacOS',
  ]
  const found = folders.flatMap((each) => names.map((name) => join(each, name))).find((path) => existsSync(path))
  assert.ok(found, `none of ${names.join(', ')} is on PATH`)
  return found
}
