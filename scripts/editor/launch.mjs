import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeLanguagePack } from './languagePack.mjs'
import { editorEnvironment, foldersOf, startServer } from './server.mjs'

/**
 * @typedef {object} EditorOptions
 * @property {string} folder for settings and state; may be there from an earlier start
 * @property {string} [extensions] a folder that installExtension filled
 * @property {'en' | 'zh-cn'} [language]
 * @property {boolean} [isTrustAsked] false: every folder is trusted unasked
 * @property {Readonly<Record<string, unknown>>} [settings] beside those that keep the editor quiet; a later start in the same folder keeps what is there
 * @property {readonly string[]} [typed] further options of code-server
 * @property {NodeJS.ProcessEnv} [env]
 */

/** @typedef {import('./server.mjs').Server & { readonly addressOf: (workspace?: string) => string }} EditorServer */

/** Nothing that asks, recommends, downloads or reports by itself. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
}

/** A page that was closed or reloaded is given up after so long, and its extension host with it; code-server's own is three hours. */
const graceSeconds = 20

/**
 * Starts code-server with folders of its own, and waits until it answers.
 * @param {import('./codeServer.mjs').CodeServer} codeServer
 * @param {EditorOptions} options
 * @returns {Promise<EditorServer>}
 */
export async function launchEditor(codeServer, { folder, extensions, language = 'en', isTrustAsked = false, settings = {}, typed = [], env = {} }) {
  mkdirSync(join(folder, 'user/User'), { recursive: true })
  const settingsFile = join(folder, 'user/User/settings.json')
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2))
  if (language !== 'en') writeLanguagePack(join(folder, 'user'), language)
  const spoken = language === 'en' ? [] : ['--locale', language]
  const trusting = isTrustAsked ? [] : ['--disable-workspace-trust']
  const server = await startServer(codeServer, {
    folder,
    ...(extensions !== undefined && { extensions }),
    typed: [...trusting, ...spoken, '--reconnection-grace-time', String(graceSeconds), ...typed],
    env,
  })
  // By name, not by number: a browser gives service workers, and so webviews, to "localhost" and not to any other plain address.
  const addressOf = (/** @type {string | undefined} */ workspace) =>
    `http://localhost:${server.port}/?${new URLSearchParams(workspace === undefined ? { ew: 'true' } : { folder: workspace }).toString()}`
  return { ...server, addressOf }
}

/**
 * Installs a .vsix into a folder of extensions, as a person would.
 * @param {import('./codeServer.mjs').CodeServer} codeServer
 * @param {string} vsix
 * @param {{ folder: string, extensions?: string }} into
 */
export async function installExtension(codeServer, vsix, { folder, extensions }) {
  const typed = [codeServer.entry, ...foldersOf(folder, extensions), '--install-extension', vsix, '--force']
  mkdirSync(folder, { recursive: true })
  await promisify(execFile)(codeServer.node, typed, { env: editorEnvironment(codeServer) })
}
