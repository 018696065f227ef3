import assert from 'node:assert/strict'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'

describe('training in the editor', function () {
  this.timeout(300_000)

  it('goes from the palette to a live curve, and stops', async () => {
    await inEditor({}, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      await gradlab.newExperiment('first')
      gradlab.change('first', 'steps: 400,', 'steps: 4000,')
      gradlab.change('first', 'evaluateEvery: 100,', 'evaluateEvery: 20,')
      const curves = await gradlab.train()
      await curves.openTable('train/loss')
      const early = await curves.waitForPoints('train/loss', 1)
      const later = await curves.waitForPoints('train/loss', early.length + 60)
      assert.ok(later.at(-1)!.value < early[0]!.value, `the loss falls: ${early[0]!.value}, later ${later.at(-1)!.value}`)
      await workbench.screenshot('training-curves')

      await curves.frame.getByRole('button', { name: 'Stop', exact: true }).click()
      await curves.state.filter({ hasText: 'stopped' }).waitFor()
      await gradlab.stopAll()
    })
  })
})
