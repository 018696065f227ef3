import { spawnSync } from 'node:child_process'
import { run } from '../setUp/processes.mjs'
import { stop } from '../setUp/stop.mjs'

const isWindows = process.platform === 'win32'

/** Whether desktop VS Code's `code` is on PATH. The `code` of a remote window or of code-server's terminal is, too; it opens its own window. */
export function hasDesktop() {
  return spawnSync('code', ['--version'], { shell: isWindows }).status === 0
}

/**
 * Installs the packed extension into the person's own VS Code and opens the workspace in a window of it.
 * @param {string} vsix
 * @param {string} workspace
 */
export async function openDesktop(vsix, workspace) {
  // A shell, which `code.cmd` needs, splits at spaces.
  const path = (/** @type {string} */ text) => (isWindows ? `"${text}"` : text)
  if ((await run('code', ['--install-extension', path(vsix), '--force'], { shell: isWindows })) !== 0)
    stop('VS Code did not install the extension (its message is above).')
  if ((await run('code', ['--new-window', path(workspace)], { shell: isWindows })) !== 0) stop('VS Code did not open the sample (its message is above).')
}
