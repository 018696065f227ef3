import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { languageOf } from '../../protocol/language'
import { repository } from '../setUp/processes.mjs'
import { bringCodeServer } from './codeServer.mjs'
import { installExtension, launchEditor } from './launch.mjs'
import { packedExtension } from './packed.mjs'
import { endProcessesWith } from './processes.mjs'
import { sampleWorkspace } from './sample.mjs'

/**
 * Opens a VS Code with Gradlab and a sample experiment in the browser, until Ctrl-C, which ends all that was started in it.
 * @param {string} direction
 */
export async function startEditor(direction) {
  const codeServer = await bringCodeServer()
  const vsix = await packedExtension()
  const folder = join(repository, '.cache/editor')
  const workspace = await sampleWorkspace(direction)
  await installExtension(codeServer, vsix, { folder })
  // A runtime folder of its own, by which its processes are found, so that a daemon in use elsewhere lives on.
  const runtime = mkdtempSync(join(tmpdir(), 'gradlab-runtime-'))
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  const server = await launchEditor(codeServer, { folder, language: languageOf(LC_ALL || LC_MESSAGES || LANG || 'en'), env: { XDG_RUNTIME_DIR: runtime } })
  try {
    const address = server.addressOf(workspace)
    console.log(`\nVS Code with Gradlab: ${address}\nCtrl-C ends it.`)
    openInBrowser(address)
    await new Promise((resolve) => {
      for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, resolve)
    })
  } finally {
    await server.close()
    await endProcessesWith('XDG_RUNTIME_DIR', runtime)
    rmSync(runtime, { recursive: true, force: true })
  }
}

/**
 * Only for a person at a screen: neither in CI nor over SSH.
 * @param {string} address
 */
function openInBrowser(address) {
  if (!process.stdout.isTTY || process.env['CI'] || process.env['SSH_CONNECTION']) return
  const hasScreen = process.platform === 'darwin' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
  if (!hasScreen) return
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [address], { stdio: 'ignore', detached: true })
  opener.once('error', () => {}) // the address is on the terminal
  opener.unref()
}
