import { realpathSync } from 'node:fs'
import { env, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode'
import { DAEMON_PROTOCOL, languageOf } from '../../protocol'
import { experimentOfFile } from '../experiments/place'
import { joinDaemon } from './join'
import type { Link } from './link'
import { findNode, versionOf } from './node'
import { installedFolder } from './setup'

/** Finds a Node, joins the daemon of the workspace's folders, and speaks to it. */
export async function openDaemon(context: ExtensionContext, channel: LogOutputChannel): Promise<Link> {
  const settings = workspace.getConfiguration('gradlab')
  const editor = { path: process.execPath, version: process.version, isElectron: 'electron' in process.versions }
  const node = await findNode({
    setting: settings.get('nodePath', ''),
    searchPath: process.env['PATH'] ?? '',
    installedFolder: installedFolder(context.globalStorageUri.fsPath),
    editor,
    versionOf,
  })
  const folders = (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [realpathSync(uri.fsPath)] : []))
  const dataFolder = settings.get('dataFolder', '')
  const tensorflowFolder = settings.get('tensorflowFolder', '')
  const adapter = settings.get('webgpu.adapter', '')
  const reached = await joinDaemon({
    node: node.path,
    program: context.asAbsolutePath('dist/daemon.js'),
    folders,
    idleSeconds: settings.get('idleMinutes', 3) * 60,
    environment: {
      GRADLAB_STORAGE: context.globalStorageUri.fsPath,
      ...(tensorflowFolder !== '' && { GRADLAB_TENSORFLOW: tensorflowFolder }),
      ...(node.source === 'setting' && { GRADLAB_NODE: node.path }),
      ...(node.source === 'installed' && { GRADLAB_INSTALLED_NODE: node.path }),
      ...(dataFolder !== '' && { GRADLAB_DATA: dataFolder }),
      ...(adapter !== '' && { GRADLAB_WEBGPU_ADAPTER: adapter }),
    },
  })
  channel.info(`sidecar ${reached.pid} on Node ${node.version} (${node.path}) for ${folders.join(', ')}`)
  const { version } = context.extension.packageJSON as { version: string }
  // Evaluated on the first connection: the language client is most of what there is to load.
  const { openLanguageLink } = await import('./languageLink')
  return openLanguageLink({
    socket: reached.socket,
    hello: { token: reached.token, protocol: DAEMON_PROTOCOL, version, folders, isTrusted: workspace.isTrusted, language: languageOf(env.language) },
    daemon: { pid: reached.pid, node },
    channel,
    isOurs: (file) => experimentOfFile(file) !== undefined,
  })
}
