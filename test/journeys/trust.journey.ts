import assert from 'node:assert/strict'
import { join } from 'node:path'
import { gradlab as inTerminal } from '../support/gradlab'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'

/** Messages are on the console as well. */
const refusal = /Training runs the code of this folder, and the folder is not trusted\./

describe('a workspace that is not trusted', function () {
  this.timeout(300_000)

  it('scaffolds and shows stored runs, refuses training with the reason, and trains when trust is given', async () => {
    await inEditor({ isTrustAsked: true, expected: [refusal] }, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      await workbench.statusBar.item('Restricted Mode')
      await gradlab.newExperiment('first')
      const trained = await inTerminal(['train', join(workspace, 'first'), '--max-steps', '3', '--engine', 'wasm', '--json'])
      assert.equal(trained.code, 0, trained.error)
      await workbench.runCommand('Gradlab: Show Curves')
      const curves = await gradlab.curves()
      await curves.state.filter({ hasText: 'completed' }).waitFor()
      await curves.openTable('train/loss')
      assert.equal((await curves.waitForPoints('train/loss', 3)).count, 3)
      await workbench.screenshot('trust-restricted')

      await workbench.runCommand('Gradlab: Train')
      await workbench.notifications.find(refusal)
      await workbench.screenshot('trust-refused')
      await workbench.notifications.press(refusal, 'Manage Trust')
      await workbench.giveTrust()
      assert.deepEqual(
        (await workbench.statusBar.texts()).filter((text) => text.includes('Restricted')),
        [],
      )
      await gradlab.train()
      await curves.state.filter({ hasText: 'training' }).waitFor()
      await workbench.screenshot('trust-given')
      await gradlab.stopAll()
      await workbench.statusBar.item(/^\s*Gradlab\s*$/)
    })
  })
})
