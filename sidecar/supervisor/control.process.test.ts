import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { dirname } from 'node:path'
import { GradlabError, type RunCommand } from '../../protocol'
import { knock, openControlDoor, type ControlDoor } from './control'

describe('control door', () => {
  let door: ControlDoor
  const heard: RunCommand[] = []
  const lockOf = (token = door.token) => ({ pid: process.pid, startTime: '', socket: door.socket, token })

  before(async () => {
    door = await openControlDoor(async (command) => {
      heard.push(command)
      if (command.kind === 'set') throw new GradlabError('hyper/unknown', { key: command.key, known: 'a, b' })
    })
  })
  after(() => door.close())
  beforeEach(() => void heard.splice(0))

  it('passes a command on and answers when it was obeyed', async () => {
    await knock('/runs/x', lockOf(), { kind: 'pause' })
    assert.deepEqual(heard, [{ kind: 'pause' }])
  })

  it('carries the refusal back with its code', async () => {
    await assert.rejects(knock('/runs/x', lockOf(), { kind: 'set', key: 'c', value: '1' }), { code: 'hyper/unknown' })
  })

  it('obeys nobody without the token', async () => {
    await assert.rejects(knock('/runs/x', lockOf('guess'), { kind: 'stop' }), { code: 'run/unreachable' })
    assert.deepEqual(heard, [])
  })

  it('outlives a caller that leaves in the middle and one that talks nonsense', async () => {
    createConnection(door.socket).end('{"token":')
    const replied = await new Promise<string>((resolve) =>
      createConnection(door.socket, function (this: unknown) {})
        .once('data', (data) => resolve(data.toString()))
        .write('nonsense\n'),
    )
    assert.match(replied, /"ok":false/)
    await knock('/runs/x', lockOf(), { kind: 'stop' })
  })

  it('lies in a folder of this user alone', function () {
    if (process.platform === 'win32') return // a named pipe
    assert.equal(statSync(dirname(door.socket)).mode & 0o777, 0o700)
  })

  it('whose process is gone is named unreachable', async () => {
    await assert.rejects(knock('/runs/x', { ...lockOf(), socket: `${door.socket}-gone` }, { kind: 'stop' }), { code: 'run/unreachable' })
  })
})
