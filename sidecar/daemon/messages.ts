import type { Socket } from 'node:net'
import { StreamMessageReader, StreamMessageWriter, createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node'

/** JSON-RPC over a socket, not yet listening. */
export function messagesOver(socket: Socket): MessageConnection {
  const reader = new StreamMessageReader(socket)
  reader.partialMessageTimeout = 0 // nobody waits for it, and it ticks for ever where the other side was killed in the middle of a message
  return createMessageConnection(reader, new StreamMessageWriter(socket))
}
