import { createConnection, type Socket } from 'node:net'
import type { LogOutputChannel, TextDocument } from 'vscode'
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, type LanguageClientOptions, type Middleware } from 'vscode-languageclient/node'
import { GradlabError, type DaemonHello, type DaemonRequests } from '../../protocol'
import { asDaemonError } from './daemonError'
import type { DaemonFacts, Link } from './link'

export interface LanguageLinkOptions {
  readonly socket: string
  readonly hello: DaemonHello
  readonly daemon: DaemonFacts
  readonly channel: LogOutputChannel
  /** Lenses and problems are for files of experiments; other TypeScript stays in the editor. */
  readonly isOurs: (file: string) => boolean
}

/** A link by LSP over the daemon's socket. Whether to connect again is not the language client's to decide: one client, one connection. */
export async function openLanguageLink({ socket: path, hello, daemon, channel, isOurs }: LanguageLinkOptions): Promise<Link> {
  const socket = await connect(path)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'typescript' }],
    initializationOptions: hello,
    outputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'gradlab',
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
    middleware: onlyFor(({ uri }) => isOurs(uri.fsPath)),
  }
  const client = new QuietClient('gradlab', 'Gradlab', async () => ({ reader: socket, writer: socket }), options)
  try {
    await client.start()
  } catch (thrown) {
    socket.destroy()
    throw asDaemonError(thrown)
  }
  // Asked on a closed connection, a language client starts itself again, on the socket that is gone, and never answers.
  const lost = closed.then(() => Promise.reject(new GradlabError('daemon/lost')))
  lost.catch(() => undefined)
  return {
    async request(method, params) {
      try {
        return await (socket.closed ? lost : Promise.race([client.sendRequest<DaemonRequests[typeof method]['result']>(method, params), lost]))
      } catch (thrown) {
        throw asDaemonError(thrown)
      }
    },
    onNotification: (name, hear) => void client.onNotification(name, hear),
    closed,
    async close() {
      await client.dispose().catch(() => undefined) // it may be gone already
      socket.destroy()
    },
    daemon,
  }
}

/** Says nothing by itself: the sidecar's state decides what is shown. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false)
  }
}

function onlyFor(isMeant: (document: TextDocument) => boolean): Middleware {
  return {
    didOpen: async (document, next) => void (isMeant(document) && (await next(document))),
    didChange: async (change, next) => void (isMeant(change.document) && (await next(change))),
    didClose: async (document, next) => void (isMeant(document) && (await next(document))),
    provideCodeLenses: (document, token, next) => (isMeant(document) ? next(document, token) : []),
  }
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => socket.destroy()) // `close` follows, and says it
      resolve(socket)
    })
  })
}
