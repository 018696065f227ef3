import assert from 'node:assert/strict'
import { Gradlab } from './support/gradlab'
import { inEditor } from './support/inEditor'

describe('an editor in 简体中文', function () {
  this.timeout(300_000)

  it('has commands, views, lenses and panels in 简体中文', async () => {
    await inEditor({ language: 'zh-cn' }, async (workbench, workspace) => {
      const gradlab = new Gradlab(workbench, workspace)
      const { quickInput } = workbench
      await workbench.runCommand('Gradlab: 新建实验…')
      await quickInput.waitForTitle('选择创新方向')
      await quickInput.filter('hierarchical')
      await workbench.screenshot('chinese-directions')
      assert.deepEqual(await quickInput.labels(), ['层次化注意力'])
      await quickInput.escape()

      await workbench.runCommand('Gradlab: 显示创新方向')
      const gallery = await workbench.webview('Gradlab 创新方向')
      await gallery.getByRole('heading', { name: '层次化注意力' }).waitFor()
      await workbench.screenshot('chinese-gallery')
      await gallery.locator('#card-01-hierarchical-attention').getByRole('button', { name: '新建实验：图像（层次化注意力）', exact: true }).click()
      await quickInput.waitForTitle('选择训练数据')
      await quickInput.choose('digits')
      await quickInput.waitForTitle('新实验的文件夹')
      await quickInput.enter('first')
      await workbench.waitForTab('model.ts')
      gradlab.change('first', 'steps: 400,', 'steps: 4000,')

      await workbench.runCommand('Gradlab: 训练')
      const curves = await gradlab.curves('Gradlab 曲线')
      await curves.state.filter({ hasText: '训练中' }).waitFor()
      await curves.openTable('train/loss', '表格')
      await curves.waitForPoints('train/loss', 2)
      await workbench.openView('Gradlab 实验室')
      await workbench.view('创新方向').row('层次化注意力')
      await workbench.view('实验').row('种子 0')
      await workbench.screenshot('chinese-window')
      await gradlab.stopAll({ command: 'Gradlab: 全部停止', confirm: '全部停止' })
      await curves.state.filter({ hasText: '已中断' }).waitFor()
    })
  })
})
