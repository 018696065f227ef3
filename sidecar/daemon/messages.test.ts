import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import { messagesOver } from './messages'

describe('messages over a socket', () => {
  it('leave no clock behind where the other side is gone in the middle of one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const other = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [Socket]
    const clocks = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = clocks()
    const messages = messagesOver(socket)
    messages.listen()
    other.write('Content-Length: 100\r\n\r\n{"jsonrpc":')
    await once(socket, 'data')
    other.destroy()
    await once(socket, 'close')
    messages.dispose()
    assert.equal(clocks(), before)
    server.close()
  })
})
