import assert from 'node:assert/strict'
import { extensions, commands } from 'vscode'
import { note } from './support/suite'

const id = 'gradlab.gradlab'

function gradlab() {
  const found = extensions.getExtension(id)
  assert.ok(found, `${id} is not installed`)
  return found
}

function contributedCommands(): string[] {
  const { contributes } = gradlab().packageJSON as { contributes: { commands: { command: string }[] } }
  return contributes.commands.map(({ command }) => command).sort()
}

// The order counts: nothing before the last test may run a command of Gradlab.
describe('the installed extension', () => {
  it('is not activated by the start of the editor', () => {
    assert.equal(gradlab().isActive, false)
  })

  it('comes from the packed extension, not from the repository', () => {
    assert.equal(gradlab().extensionPath.startsWith(process.env['GRADLAB_REPOSITORY'] ?? ''), false)
  })

  it('registers every command it contributes, and no other, when it is activated', async () => {
    const before = performance.now()
    await gradlab().activate()
    note(`activation took ${(performance.now() - before).toFixed(0)} ms`)
    // The editor itself makes commands of every view: gradlab.experiments.focus and the like.
    const registered = (await commands.getCommands(true)).filter((command) => /^gradlab\.[^.]+$/.test(command)).sort()
    assert.ok(contributedCommands().length > 0)
    assert.deepEqual(registered, contributedCommands())
  })
})
