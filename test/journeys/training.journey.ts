import assert from 'node:assert/strict'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'
import type { Theme } from './support/workbench'

const loss = 'train/loss'

describe('training in the editor', function () {
  this.timeout(300_000)

  it('goes from the palette to a live curve and a live embedding, keeps both through every theme, and stops', async () => {
    await inEditor({}, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      await gradlab.newExperiment('first')
      gradlab.change('first', 'steps: 400,', 'steps: 4000,')
      gradlab.change('first', 'evaluateEvery: 100,', 'evaluateEvery: 10,')
      const curves = await gradlab.train()
      await curves.openTable(loss)
      const { points: early } = await curves.waitForPoints(loss, 1)
      const { points: later } = await curves.waitForPoints(loss, early.length + 30)
      assert.ok(later.at(-1)!.value < early[0]!.value, `the loss falls: ${early[0]!.value}, later ${later.at(-1)!.value}`)
      await curves.closeTable(loss)
      await workbench.screenshot('training-curves')

      await curves.frame.getByRole('button', { name: 'Embeddings', exact: true }).click()
      const embeddings = await gradlab.embeddings()
      await embeddings.waitForFrames(3)
      const newest = await embeddings.positions()
      assert.ok(newest.length >= 100, `${newest.length} points`)
      await embeddings.hoverSomePoint()
      await workbench.screenshot('training-embeddings')
      await embeddings.goToFirstFrame()
      const first = await embeddings.positions()
      assert.equal(first.length, newest.length)
      assert.notDeepEqual(first, newest, 'the points move')
      await embeddings.waitForFrames((await embeddings.frames()) + 1)
      assert.deepEqual(await embeddings.positions(), first, 'new frames leave the slider where it was put')

      for (const theme of ['Dark Modern', 'Dark High Contrast', 'Light Modern'] as const satisfies readonly Theme[]) {
        const name = theme.toLowerCase().replaceAll(' ', '-')
        await workbench.switchTheme(theme)
        await workbench.screenshot(`embeddings-${name}`)
        await workbench.chooseTab('Gradlab Curves')
        await (await gradlab.curves()).chart(loss).waitFor()
        await workbench.screenshot(`curves-${name}`)
        await workbench.chooseTab('Gradlab Embeddings')
        await (await gradlab.embeddings()).waitForFrames(3)
      }
      await workbench.runCommand('Gradlab: Stop')
      await workbench.chooseTab('Gradlab Curves')
      await (await gradlab.curves()).state.filter({ hasText: 'stopped' }).waitFor()
      await gradlab.stopAll()
    })
  })
})
