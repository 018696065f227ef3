import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'

describe('a new experiment', function () {
  this.timeout(180_000)

  it('is made from the palette by four choices, and its model.ts is open', async () => {
    await inEditor({}, async (workbench, workspace) => {
      const { quickInput } = workbench
      await workbench.runCommand('Gradlab: New Experiment…')
      await quickInput.waitForTitle('Choose a direction')
      await workbench.screenshot('newExperiment-directions')
      await quickInput.filter('层次化')
      await quickInput.choose('Hierarchical attention')
      await quickInput.waitForTitle('Choose a scaffold of Hierarchical attention')
      await workbench.screenshot('newExperiment-scaffolds')
      await quickInput.choose('Image: texture, part, object')
      await quickInput.waitForTitle('Choose the data to train on')
      await quickInput.choose('digits')
      await quickInput.waitForTitle('Folder of the new experiment')
      assert.equal(await quickInput.value(), join(workspace, 'hierarchical-attention-image'))
      await quickInput.enter('first')
      await workbench.waitForTab('model.ts')
      await workbench.screenshot('newExperiment-model')
      assert.match(await workbench.editorText(), /attention/i)
      assert.ok(existsSync(join(workspace, 'first/.gradlab/experiment.json')))
      await new Gradlab(workbench, workspace).stopAll()
    })
  })
})
