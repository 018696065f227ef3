import { join } from 'node:path'
import { build } from 'esbuild'
import { decode } from 'fast-png'
import type { Browser, Locator, Page } from 'playwright-core'
import { watchFaults } from './browser'
import { themes, themeStyle, type ThemeName } from './themes'

/** A panel's script and style as the build makes them, but started with a fake door that stands at `window.fake`. */
export interface BuiltPanel {
  readonly script: string
  readonly style: string
}

/** `panel` is the folder below webviews/. What was saved is read from `window.saved`, which a test may set before. */
export async function buildPanel(panel: string): Promise<BuiltPanel> {
  const folder = join(__dirname, '..', '..', 'webviews')
  const contents = `
    import './${panel}/style.css'
    import { openFakeDoor } from './host/fakeDoor'
    import { start } from './${panel}/app'
    window.fake = openFakeDoor(window.saved)
    start(window.fake)`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  })
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return { script: text('.js'), style: text('.css') }
}

export interface PageOptions {
  readonly theme?: ThemeName
  readonly width?: number
  readonly height?: number
  readonly ratio?: number
  readonly saved?: unknown
  /** A script that runs before the panel's own. */
  readonly before?: string
}

/** The panel in a page of its own under the CSP that its host sets, and everything that goes wrong in it. */
export async function openPanel(
  browser: Browser,
  panel: BuiltPanel,
  { theme = 'dark', width = 1200, height = 900, ratio = 1, saved, before }: PageOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: ratio, colorScheme: theme.endsWith('light') ? 'light' : 'dark' })
  const faults = watchFaults(page, /^(http:\/\/panel\.invalid\/|data:|blob:)/)
  const files: Record<string, { contentType: string; body: string }> = {
    '/': { contentType: 'text/html; charset=utf-8', body: pageOf(theme) },
    '/panel.js': { contentType: 'text/javascript; charset=utf-8', body: panel.script },
    '/panel.css': { contentType: 'text/css; charset=utf-8', body: panel.style },
  }
  await page.route('http://panel.invalid/**', async (route) => {
    const file = files[new URL(route.request().url()).pathname]
    await route.fulfill(file ?? { status: 404 })
  })
  // What tsx wraps around named functions, also those that a test sends into the page.
  await page.addInitScript('globalThis.__name = (named) => named')
  if (before !== undefined) await page.addInitScript(before)
  if (saved !== undefined) await page.addInitScript((value) => void Object.assign(globalThis, { saved: value }), saved)
  await page.goto('http://panel.invalid/')
  return { page, faults }
}

/** Speaks to the panel as its host. */
export async function tell(page: Page, ...messages: readonly unknown[]): Promise<void> {
  for (const message of messages) await page.evaluate(([told]) => (globalThis as unknown as { fake: FakeDoor }).fake.say(told), [message])
}

/** What the panel has said to its host so far. */
export async function posted<Message>(page: Page): Promise<readonly Message[]> {
  return page.evaluate(() => (globalThis as unknown as { fake: FakeDoor }).fake.posted) as Promise<readonly Message[]>
}

/** Plays the host: answers what the panel has asked so far. */
export async function reply<Message>(page: Page, answers: (said: readonly Message[]) => readonly unknown[]): Promise<void> {
  await tell(page, ...answers(await posted<Message>(page)))
  await settled(page)
}

/** What the panel would find again after a reload. */
export async function savedBy(page: Page): Promise<unknown> {
  return page.evaluate(() => (globalThis as unknown as { fake: FakeDoor }).fake.state.get())
}

/** Three frames on: what was scheduled has been drawn, and what came on screen because of it too. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate('(async () => { for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve)) })()')
}

/** All that a canvas shows, to compare. */
export async function pixelsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as unknown as { toDataURL(): string }).toDataURL())
}

/** What the screen shows of an element, also of what a GPU drew. */
export async function pictureOf(element: Locator): Promise<Buffer> {
  return element.screenshot()
}

/** How many of an element's pixels stand out from its background: the brightness given, else that of its first pixel. */
export async function inkIn(element: Locator, background?: number): Promise<number> {
  const { width, height, data } = decode(await element.screenshot())
  const channels = data.length / (width * height)
  let count = 0
  for (let at = 0; at < data.length; at += channels) {
    const off = [0, 1, 2].reduce((sum, channel) => sum + Math.abs(data[at + channel]! - (background ?? data[0]!)), 0)
    if (off > 90) count++
  }
  return count
}

/** As in webviews/host/fakeDoor.ts, by what the tests of every panel need. */
interface FakeDoor {
  readonly posted: readonly unknown[]
  say(message: unknown): void
  readonly state: { get(): unknown }
}

/** Changes the theme under a living page, as VS Code does: new variables and a new class, no reload. */
export async function switchTheme(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(`(() => {
    document.querySelector('#theme').textContent = ${JSON.stringify(themeStyle(theme))}
    document.body.className = ${JSON.stringify(themes[theme].bodyClass)}
  })()`)
}

function pageOf(theme: ThemeName): string {
  const source = 'http://panel.invalid'
  const policy = `default-src 'none'; img-src ${source} data: blob:; style-src ${source} 'nonce-t'; script-src 'nonce-t'; font-src ${source}`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,"><style id="theme" nonce="t">${themeStyle(theme)}</style><link rel="stylesheet" href="${source}/panel.css" nonce="t"></head>
<body class="${themes[theme].bodyClass}"><script nonce="t" src="${source}/panel.js"></script></body></html>`
}
