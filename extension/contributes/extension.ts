import type { Translated } from '../../protocol'

/** What package.json says of the extension as a whole. */
export const extensionTexts = {
  description: {
    en: 'Scaffold, train and inspect neural-network innovations in TensorFlow.js: loss curves, embeddings and honest comparisons at equal budget.',
    'zh-cn': '用 TensorFlow.js 搭建、训练和检视神经网络创新：损失曲线、嵌入可视化，以及同等预算下的公正对比。',
  },
  untrusted: {
    en: "Training runs the workspace's own code, so it needs trust. Making an experiment and looking at stored runs do not.",
    'zh-cn': '训练会运行工作区中的代码，因此需要信任该工作区。新建实验和查看已有运行则不需要。',
  },
  virtual: { en: 'Training needs files on a disk.', 'zh-cn': '训练需要磁盘上的文件。' },
} as const satisfies Record<string, Translated>
