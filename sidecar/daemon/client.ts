import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { ErrorCodes, ResponseError, type MessageConnection } from 'vscode-jsonrpc/node'
import { asGradlabError, DAEMON_PROTOCOL, GradlabError, type DaemonHello, type DaemonNotifications, type DaemonRequests, type ErrorData } from '../../protocol'
import type { ComparisonKeeper } from './comparisons'
import type { RunKeeper } from './keeper'
import { parseHello } from './hello'
import { serveLanguage } from './language'
import { messagesOver } from './messages'
import { createHandlers } from './requests'

/** One editor window at the other end of a socket. It speaks LSP; leaving, politely or not, ends nothing but the connection. */
export interface Client {
  close(): void
}

export interface ClientHost {
  readonly token: string
  readonly keeper: RunKeeper
  readonly comparisons: ComparisonKeeper
  stopAll(): void
}

export function acceptClient(socket: Socket, host: ClientHost): Client {
  const connection = messagesOver(socket)
  const endings: (() => void)[] = []
  socket.on('error', () => socket.destroy()) // the window is gone; nothing is lost
  socket.once('close', () => {
    for (const end of endings) end()
    connection.dispose()
  })

  connection.onRequest('initialize', (params: unknown) => {
    const hello = parseHello(params)
    if (!hello || !isEqual(hello.token, host.token)) {
      setImmediate(() => socket.destroy())
      throw new ResponseError(ErrorCodes.InvalidRequest, 'the token is wrong')
    }
    if (hello.protocol !== DAEMON_PROTOCOL) throw refused(new GradlabError('daemon/refused', { problem: `protocol ${hello.protocol}, not ${DAEMON_PROTOCOL}` }))
    endings.push(...admit(connection, hello, host))
    return {
      capabilities: { textDocumentSync: { openClose: true, change: 1 }, codeLensProvider: { resolveProvider: false } },
      serverInfo: { name: 'gradlab', version: hello.version },
    }
  })
  connection.onRequest('shutdown', () => null)
  connection.onNotification('exit', () => void socket.end())
  connection.listen()
  return { close: () => socket.destroy() }
}

/** What a client with the token may ask. @returns what to end when it leaves */
function admit(connection: MessageConnection, hello: DaemonHello, host: ClientHost): (() => void)[] {
  const { keeper, comparisons } = host
  const tell = <N extends keyof DaemonNotifications>(name: N, params: DaemonNotifications[N]): void => {
    void connection.sendNotification(name, params).catch(() => undefined) // whoever left asks again when it comes back
  }
  const { handlers, dispose } = createHandlers(hello, host, tell)
  for (const [name, handle] of Object.entries(handlers)) {
    connection.onRequest(name, async (params: unknown) => {
      try {
        return await (handle as (params: unknown) => unknown)(params)
      } catch (error) {
        throw refused(asGradlabError(error))
      }
    })
  }
  if (hello.isTrusted) {
    keeper.keepWarm()
    void keeper.adoptLost().then(() => comparisons.adoptLost())
  }
  return [keeper.onChange(() => tell('gradlab/experiments/changed', {})), serveLanguage(connection, hello, keeper), dispose]
}

const refused = (error: GradlabError): ResponseError<ErrorData> => new ResponseError(ErrorCodes.InternalError, error.message, error.toData())

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A handler for every request there is. */
export type Handlers = {
  [M in keyof DaemonRequests]: (params: DaemonRequests[M]['params']) => DaemonRequests[M]['result'] | Promise<DaemonRequests[M]['result']>
}
