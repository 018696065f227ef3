import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inEditor } from './support/inEditor'

describe('the window of the editor', function () {
  this.timeout(240_000)

  it('shows a fault of TypeScript in Problems, and a page in a webview with WebGL2, which a reload brings back', async () => {
    await inEditor({}, async (workbench, workspace) => {
      writeFileSync(join(workspace, 'wrong.ts'), 'export const width: number = "wide"\n')
      writeFileSync(join(workspace, 'page.md'), '# A page\n')
      await workbench.openFile('wrong.ts')
      const problems = await workbench.problems()
      await problems.row("Type 'string' is not assignable to type 'number'")
      await workbench.view('workspace').row('page.md')

      await workbench.openFile('page.md')
      await workbench.runCommand('Markdown: Open Preview')
      const page = await workbench.webview('Preview page.md')
      await page.getByRole('heading', { name: 'A page' }).waitFor()
      assert.equal(await page.evaluate(() => document.createElement('canvas').getContext('webgl2') !== null), true)

      await workbench.reload()
      await workbench.waitForTab('Preview page.md')
      await (await workbench.webview('Preview page.md')).getByRole('heading', { name: 'A page' }).waitFor()
    })
  })

  it('has no WebGL where the machine has none', async () => {
    await inEditor({ hasWebgl: false }, async (workbench) => {
      assert.equal(await workbench.page.evaluate(() => document.createElement('canvas').getContext('webgl2')), null)
    })
  })
})
