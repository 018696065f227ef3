import { randomBytes, timingSafeEqual } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { basename } from 'node:path'
import * as v from 'valibot'
import { asGradlabError, GradlabError, type ControlReply, type ControlRequest, type RunCommand, type RunLock } from '../../protocol'
import { socketPath } from './runtimeFolder'

/** The door through which other terminals and the editor reach a run: a socket of this user alone, and a token. */
export interface ControlDoor {
  readonly socket: string
  readonly token: string
  close(): void
}

export async function openControlDoor(obey: (command: RunCommand) => Promise<void>): Promise<ControlDoor> {
  const token = randomBytes(24).toString('base64url')
  const socket = socketPath(`run-${randomBytes(8).toString('hex')}`)
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy()) // the other side left; nothing is lost
    void answer(connection, token, obey)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve))
  server.unref()
  return {
    socket,
    token,
    close() {
      server.close()
      if (process.platform !== 'win32') rmSync(socket, { force: true })
    },
  }
}

/** Sends one command through the door named in a lock. @throws GradlabError run/unreachable, and what the run answers */
export async function knock(run: string, lock: RunLock, command: RunCommand): Promise<void> {
  const unreachable = (problem: string): GradlabError => new GradlabError('run/unreachable', { run: basename(run), pid: lock.pid, problem })
  const reply = await new Promise<ControlReply>((resolve, reject) => {
    const connection = createConnection(lock.socket)
    connection.setTimeout(answerTimeoutMs, () => connection.destroy(unreachable(`no answer within ${answerTimeoutMs / 1000} s`)))
    connection.once('error', (error) => reject(asUnreachable(error, unreachable)))
    const request: ControlRequest = { token: lock.token, command }
    connection.write(`${JSON.stringify(request)}\n`)
    firstLine(connection).then(
      (line) => resolve(JSON.parse(line) as ControlReply),
      (error: unknown) => reject(asUnreachable(error, unreachable)),
    )
  })
  if (!reply.ok) throw GradlabError.fromData(reply.error)
}

/** Long enough for the step that is under way. */
const answerTimeoutMs = 60_000

const asUnreachable = (error: unknown, unreachable: (problem: string) => GradlabError): GradlabError =>
  error instanceof GradlabError ? error : unreachable((error as Error).message)

async function answer(connection: Socket, token: string, obey: (command: RunCommand) => Promise<void>): Promise<void> {
  let reply: ControlReply
  try {
    const request = v.parse(requestSchema, JSON.parse(await firstLine(connection)))
    if (!isEqual(request.token, token)) return void connection.destroy()
    await obey(request.command)
    reply = { ok: true }
  } catch (error) {
    reply = { ok: false, error: asGradlabError(error).toData() }
  }
  connection.end(`${JSON.stringify(reply)}\n`)
}

const requestSchema = v.object({
  token: v.string(),
  command: v.variant('kind', [
    v.object({ kind: v.literal('pause') }),
    v.object({ kind: v.literal('continue') }),
    v.object({ kind: v.literal('stop') }),
    v.object({ kind: v.literal('interrupt') }),
    v.object({ kind: v.literal('set'), key: v.string(), value: v.string() }),
  ]),
})

function firstLine(connection: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    connection.setEncoding('utf8')
    connection.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
      else if (text.length > 65_536) connection.destroy(new Error('the message is too long'))
    })
    connection.once('error', reject)
    connection.once('close', () => reject(new Error('the connection was closed')))
  })
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
