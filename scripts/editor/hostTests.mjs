import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../setUp/processes.mjs'
import { none } from '../testing/counts.mjs'
import { openBrowser } from './browser.mjs'
import { bringCodeServer } from './codeServer.mjs'
import { bundleHostTests } from './hostBundle.mjs'
import { installExtension, launchEditor } from './launch.mjs'

const limitMs = 180_000

/**
 * Runs in the page before the workbench reads its settings: a built editor heeds the paths of tests in its address only when told to,
 * by an option of VS Code's server that code-server does not take.
 */
const allowTests = `
  const read = Element.prototype.getAttribute
  Element.prototype.getAttribute = function (name) {
    const value = read.call(this, name)
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value
    const settings = JSON.parse(value)
    return JSON.stringify({ ...settings, developmentOptions: { ...settings.developmentOptions, enableSmokeTestDriver: true } })
  }`

/**
 * Runs test/host/ inside code-server's extension host, with the .vsix installed into a folder outside the repository. The window
 * that every extension host belongs to is opened in Chromium.
 * @param {string} vsix
 * @returns {Promise<import('../testing/counts.mjs').Counts>}
 */
export async function runHostTests(vsix) {
  const { extension, tests } = await bundleHostTests()
  return withFolders(async ({ folder, workspace, env, result }) => {
    const codeServer = await bringCodeServer()
    await installExtension(codeServer, vsix, { folder })
    const server = await launchEditor(codeServer, { folder, env })
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      const remote = (/** @type {string} */ path) => `vscode-remote://localhost:${server.port}${path}`
      const payload = [
        ['extensionDevelopmentPath', remote(extension)],
        ['extensionTestsPath', remote(tests)],
      ]
      await page.addInitScript({ content: allowTests })
      await page.goto(`${server.addressOf(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`)
      await appearance(result)
    } finally {
      await browser.close()
      await server.close()
    }
    return tell(result)
  })
}

/**
 * @template Result
 * @param {(place: { folder: string, workspace: string, env: NodeJS.ProcessEnv, result: string }) => Promise<Result>} work
 */
export async function withFolders(work) {
  const place = mkdtempSync(join(tmpdir(), 'gradlab-host-'))
  const [folder, workspace, result] = /** @type {[string, string, string]} */ (['editor', 'workspace', 'result.json'].map((name) => join(place, name)))
  for (const name of ['editor', 'workspace', 'home', 'runtime']) mkdirSync(join(place, name), { mode: 0o700 })
  const isolated = { HOME: join(place, 'home'), XDG_RUNTIME_DIR: join(place, 'runtime') }
  try {
    return await work({ folder, workspace, result, env: { ...isolated, GRADLAB_HOST_RESULT: result, GRADLAB_REPOSITORY: repository } })
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * Prints what the tests say of themselves and counts them.
 * @param {string} file
 * @returns {import('../testing/counts.mjs').Counts}
 */
export function tell(file) {
  if (!existsSync(file)) {
    console.log(`  FAILED: the extension host gave no result in ${limitMs / 1000} s`)
    return { ...none, failed: 1 }
  }
  const { counts, failures, notes } = /** @type {{ counts: import('../testing/counts.mjs').Counts, failures: string[], notes: string[] }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  )
  for (const text of notes) console.log(`  ${text}`)
  for (const text of failures) console.log(`  FAILED: ${text}`)
  return counts
}

/** @param {string} file */
async function appearance(file) {
  for (const start = Date.now(); !existsSync(file) && Date.now() - start < limitMs;) await new Promise((resolve) => setTimeout(resolve, 200))
}
