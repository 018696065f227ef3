import type { DirectionGroup, GalleryEntry, Translated } from '../../protocol'

const text = (en: string, chinese: string): Translated => ({ en, 'zh-cn': chinese })

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 135" fill="none">
  <style>svg { color: var(--vscode-foreground, #5a6270); } .key { fill: var(--vscode-charts-blue, #2f7de1); } @media (prefers-color-scheme: dark) { svg { color: #c5cbd6; } }</style>
  <g stroke="currentColor" opacity="0.5"><rect x="10" y="90" width="100" height="30" rx="6" /><rect x="130" y="90" width="100" height="30" rx="6" /><path d="M60 90 120 40M180 90 120 40" /></g>
  <circle class="key" cx="120" cy="34" r="16" />
  <script>parent.document.title = 'a picture ran'</script>
</svg>`

/** Directions for tests. Their results are made up. */
export const entries: readonly GalleryEntry[] = [
  entry('01-hierarchical-attention', 'architecture', text('Hierarchical attention', '层次化注意力'), ['attention', 'NesT', '注意力', '图像块'], {
    idea: text(
      'Attention that follows the structure of what it reads: words are gathered into phrases, sentences and paragraphs. Each level asks its own question.',
      '让注意力顺着数据本身的结构走：词汇聚成短语、句子、段落，图像块汇聚成纹理、部件、物体。每一级都提出自己的问题。',
    ),
    result: text(
      'Helps: test/accuracy on Fashion-MNIST +0.0183 against the baseline, 95 % interval +0.0092 to +0.0276; 5 seeds, 1,200 steps each.',
      '有帮助：在 Fashion-MNIST 上，test/accuracy 与基线相差 +0.0183，95% 区间 +0.0092 至 +0.0276；5 个种子，各 1,200 步。',
    ),
  }),
  entry('02-adaptive-activation', 'architecture', text('Adaptive activation', '自适应激活函数'), ['activation', '激活函数']),
  entry('05-adaptive-separable-convolution', 'architecture', text('Adaptive separable convolution', '自适应深度可分离卷积'), ['convolution', '卷积']),
  entry('08-second-order', 'training', text('Second order', '二阶优化'), ['Poincaré', '二阶'], {
    result: text(
      'No difference seen: final/stepsToTarget on Digits −12 (lower is better).',
      '未见差异：在手写数字上，final/stepsToTarget 相差 −12（越低越好）。',
    ),
  }),
  entry('09-gan-augmentation', 'training', text('GAN augmentation', 'GAN 数据增强'), ['GAN', '增强']),
  entry('16-spiking', 'fusion', text('Spiking networks', '脉冲神经网络'), ['spikes', '脉冲']),
]

function entry(
  id: string,
  group: DirectionGroup,
  title: Translated,
  keywords: readonly string[],
  { idea = text(`What ${title.en} does, in plain words.`, `${title['zh-cn']}的做法，用平实的话说。`), result }: { idea?: Translated; result?: Translated } = {},
): GalleryEntry {
  return {
    direction: {
      id,
      group,
      title,
      idea,
      keywords,
      papers: [
        { title: `${title.en}, a Paper with a Long Title about It (Author et al., 2017)`, id: '10.18653/v1/N16-1174' },
        { title: 'Nested Hierarchical Transformer (Zhang et al., AAAI 2022)', id: '2105.12723' },
      ].slice(0, keywords.length > 2 ? 2 : 1),
      scaffolds: [
        { id: 'text', title: text('Text: word, phrase, sentence, paragraph', '文本：词、短语、句子、段落'), data: 'spam-emails', otherData: [] },
        { id: 'image', title: text('Image', '图像'), data: 'digits', otherData: [] },
      ].slice(keywords.length > 2 ? 0 : 1),
    },
    picture,
    ...(result && { result }),
  }
}
