import assert from 'node:assert/strict'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'
import type { Theme } from './support/workbench'

const plan = 'Compare the variants of first with its baseline'

describe('a comparison in the editor', function () {
  this.timeout(300_000)

  it('goes from the palette over a reload to a cancel, and cut short to the answer, which stands beside the curves', async () => {
    await inEditor({}, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      const { quickInput } = workbench
      await gradlab.newExperiment('first')
      gradlab.change('first', 'steps: 400,', 'steps: 4000,')
      gradlab.change('first', 'evaluateEvery: 100,', 'evaluateEvery: 10,')
      await workbench.runCommand('Gradlab: Compare…')
      await quickInput.waitForTitle(plan)
      await workbench.screenshot('comparison-plan')
      await quickInput.choose('Variants')
      await quickInput.waitForTitle('Choose the variants to compare with the baseline')
      await workbench.screenshot('comparison-variants')
      for (const variant of ['twoLevels', 'noMerging', 'noAttention']) await quickInput.choose(variant)
      await quickInput.enter()
      await quickInput.waitForTitle(plan)
      await quickInput.choose('Seeds')
      await quickInput.waitForTitle('Seeds for each variant')
      await quickInput.enter('2')
      await quickInput.waitForTitle(plan)
      await quickInput.enter()

      const begun = await gradlab.comparison()
      await begun.state.filter({ hasText: 'comparing' }).waitFor()
      await workbench.statusBar.item(/comparison \d\/4/)
      await begun.facts.filter({ hasText: /step \d+ of 4,000/ }).waitFor()
      await workbench.screenshot('comparison-running')
      await workbench.reload()
      const panel = await gradlab.comparison()
      await panel.facts.filter({ hasText: /baseline seed 0: step \d/ }).waitFor()
      await panel.frame.getByRole('button', { name: 'Cancel', exact: true }).click()
      await panel.state.filter({ hasText: 'interrupted' }).waitFor()
      await panel.frame.getByRole('button', { name: 'Go on', exact: true }).waitFor()

      await panel.frame.getByRole('button', { name: 'Compare…', exact: true }).click()
      await quickInput.waitForTitle(plan)
      await quickInput.choose('Steps')
      await quickInput.waitForTitle('Steps for each run')
      await quickInput.enter('20')
      await quickInput.waitForTitle(plan)
      await quickInput.enter()
      await panel.facts.filter({ hasText: '4 of 4 runs' }).waitFor({ timeout: 120_000 })
      await panel.state.filter({ hasText: 'completed' }).waitFor()
      assert.equal(await panel.frame.getByLabel('Comparison', { exact: true }).locator('option').count(), 2)
      assert.deepEqual(await panel.runs(), ['baseline seed 0', 'innovation seed 0', 'baseline seed 1', 'innovation seed 1'])
      const [verdict, ...others] = await panel.verdicts()
      assert.match(verdict ?? '', /^innovationno difference seen[+−]\d.*too few seeds to tell chance from effect.*2 seeds, 20 steps each/)
      assert.deepEqual(others, [])
      assert.equal(await panel.frame.locator('[data-figure="values"] .seed').count(), 4)

      for (const theme of ['Light Modern', 'Dark High Contrast', 'Dark Modern'] as const satisfies readonly Theme[]) {
        await workbench.switchTheme(theme)
        await workbench.screenshot(`comparison-${theme.toLowerCase().replaceAll(' ', '-')}`)
      }
      await panel.frame.getByRole('button', { name: 'innovation seed 1' }).click()
      const curves = await gradlab.curves()
      await curves.frame.getByRole('heading', { name: 'first · innovation seed 1' }).waitFor()
      await workbench.screenshot('comparison-card')
      await curves.frame.getByRole('button', { name: 'Show comparison' }).click()
      await workbench.waitForTab('Gradlab Comparison')
      await gradlab.stopAll()
    })
  })
})
