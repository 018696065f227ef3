import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'

const loss = 'train/loss'
const reshape = '.reshape([B * G * W, P * P * channels])'
/** Messages are on the console as well. */
const failure = /first · innovation failed\..*shape/

describe('a run and its window', function () {
  this.timeout(300_000)

  it('outlives a reload with its curve whole; an error in model.ts stands on its line, also after a reload', async () => {
    await inEditor({ expected: [failure] }, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      await gradlab.newExperiment('first')
      gradlab.change('first', 'steps: 400,', 'steps: 4000,')
      const before = await gradlab.train()
      await before.openTable(loss)
      const seen = (await before.waitForPoints(loss, 20)).points.at(-1)!.step
      const run = gradlab.newestRun('first')
      const { pid } = lockOf(run)

      await workbench.reload()
      const after = await gradlab.curves()
      await after.state.filter({ hasText: 'training' }).waitFor()
      await after.openTable(loss)
      const { points, count } = await after.waitForPoints(loss, seen + 20)
      assert.equal(points[0]?.step, 1)
      assert.equal(points.at(-1)?.step, count, 'each of the steps has its point')
      assert.equal(lockOf(run).pid, pid, 'the same process trains')
      await workbench.screenshot('reload-curves')
      await after.frame.getByRole('button', { name: 'Stop', exact: true }).click()
      await after.state.filter({ hasText: 'stopped' }).waitFor()

      const line = gradlab.change('first', reshape, '.reshape([B * G * W, P * P * channels + 1])')
      await workbench.openFile('model.ts')
      await workbench.runCommand('Gradlab: Train')
      await workbench.notifications.find(failure)
      await workbench.screenshot('error-notification')
      await workbench.notifications.press(failure, 'Open Line')
      await workbench.statusBar.item(new RegExp(`Ln ${line}, `))
      const problems = await workbench.problems()
      await problems.row(new RegExp(`shape.*gradlab.*Ln ${line}, Col`))
      assert.match((await problems.rows())[0] ?? '', /^model\.ts/)
      await workbench.screenshot('error-problems')
      await workbench.reload()
      await (await workbench.problems()).row(new RegExp(`shape.*gradlab.*Ln ${line}, Col`))
      await gradlab.stopAll()
    })
  })
})

function lockOf(run: string): { readonly pid: number } {
  return JSON.parse(readFileSync(join(run, 'run.lock'), 'utf8')) as { pid: number }
}
