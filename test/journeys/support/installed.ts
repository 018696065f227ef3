import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CodeServer } from '../../../scripts/editor/codeServer.mjs'
import { bringCodeServer } from '../../../scripts/editor/codeServer.mjs'
import { installExtension } from '../../../scripts/editor/launch.mjs'

interface Installed {
  readonly codeServer: CodeServer
  readonly extensions: string
}

let installed: Promise<Installed> | undefined

/** The editor, and a folder outside the repository into which the .vsix named by GRADLAB_VSIX is installed: once for all journeys of a process. */
export async function editorWithGradlab(): Promise<Installed> {
  installed ??= install()
  return installed
}

async function install(): Promise<Installed> {
  const vsix = process.env['GRADLAB_VSIX']
  if (vsix === undefined) throw new Error('GRADLAB_VSIX names no .vsix: run this by `npm run test:journeys`.')
  const codeServer = await bringCodeServer()
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-installed-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const extensions = join(folder, 'extensions')
  await installExtension(codeServer, vsix, { folder: join(folder, 'editor'), extensions })
  return { codeServer, extensions }
}
