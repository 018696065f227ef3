import { classes, digitNames, entry, numbers, unchanged, wholeNumber, type CatalogueEntry } from './entry'

const uci = 'https://archive.ics.uci.edu/ml/machine-learning-databases'

/** Tables of numbers, pen strokes and sounds. */
export const tableSets: readonly CatalogueEntry[] = [
  entry({
    id: 'wdbc',
    title: { en: 'Breast cancer, Wisconsin (diagnostic)', 'zh-cn': '乳腺癌（威斯康星，诊断）' },
    description: {
      en: '30 measures of cell nuclei, benign or malignant. Scales differ widely: standardise them on the training rows.',
      'zh-cn': '细胞核的 30 项测量值，良性或恶性。各项量级差异很大，请按训练行标准化。',
    },
    derivation: {
      en: 'The published file; the patient number is left out, divided by one fixed shuffle.',
      'zh-cn': '发布的原始文件；不含患者编号，按一个固定的随机顺序划分。',
    },
    licence: 'CC BY 4.0',
    publisher: { name: 'UCI Machine Learning Repository (W. Wolberg, W. Street, O. Mangasarian, 1995)', url: 'https://archive.ics.uci.edu/dataset/17' },
    source: 'download',
    files: [
      {
        path: 'wdbc.data',
        download: {
          url: `${uci}/breast-cancer-wisconsin/wdbc.data`,
          bytes: 124_103,
          sha256: 'd606af411f3e5be8a317a5a8b652b425aaf0ff38ca683d5327ffff94c3695f4a',
        },
      },
    ],
    reader: {
      kind: 'csv',
      parts: [{ file: 'wdbc.data' }],
      layout: {
        header: false,
        width: 32,
        label: 1,
        classes: [
          ['B', 'benign'],
          ['M', 'malignant'],
        ],
        numbers: { column: 'features', from: 2, shape: [30], scale: 1, bytes: false },
      },
    },
    rows: 569,
    columns: { features: numbers(30), label: classes(2) },
    splits: { kind: 'shuffled', validation: 0.1, test: 0.2 },
  }),
  entry({
    id: 'german-credit',
    title: { en: 'German credit', 'zh-cn': '德国信贷' },
    description: {
      en: '24 numeric attributes of 1,000 applicants for credit, 700 good risks and 300 bad ones. Three attributes are personal (sex and marital status, age, foreign worker).',
      'zh-cn': '1,000 名信贷申请人的 24 项数值属性，700 名信用良好，300 名不良。其中三项为个人属性（性别与婚姻状况、年龄、外籍劳工）。',
    },
    derivation: {
      en: 'german.data-numeric of UCI with a header, separated by commas; divided by one fixed shuffle.',
      'zh-cn': 'UCI 的 german.data-numeric，加上表头并以逗号分隔；按一个固定的随机顺序划分。',
    },
    licence: 'CC BY 4.0',
    publisher: { name: 'UCI Machine Learning Repository (H. Hofmann, 1994)', url: 'https://archive.ics.uci.edu/dataset/144' },
    source: 'folder-only',
    files: [{ path: 'german-numeric.csv' }],
    layout: 'german-numeric.csv (a1 … a24, class)',
    reader: {
      kind: 'csv',
      parts: [{ file: 'german-numeric.csv' }],
      layout: {
        header: true,
        width: 25,
        label: 24,
        classes: [
          ['1', 'good'],
          ['2', 'bad'],
        ],
        numbers: { column: 'features', from: 0, shape: [24], scale: 1, bytes: false },
      },
    },
    rows: 1_000,
    columns: { features: numbers(24), label: classes(2) },
    splits: { kind: 'shuffled', validation: 0.1, test: 0.2 },
  }),
  entry({
    id: 'pendigits',
    title: { en: 'Pen digits', 'zh-cn': '笔迹数字' },
    description: {
      en: "Handwritten digits as eight points along the pen's path, in 0 … 1; 30 writers to train, 14 others to test.",
      'zh-cn': '手写数字，笔迹上的八个点，坐标 0 … 1；30 人用于训练，另 14 人用于测试。',
    },
    derivation: unchanged,
    licence: 'CC BY 4.0',
    publisher: { name: 'UCI Machine Learning Repository (E. Alpaydin, F. Alimoglu, 1998)', url: 'https://archive.ics.uci.edu/dataset/81' },
    source: 'download',
    files: [
      {
        path: 'pendigits.tra',
        download: { url: `${uci}/pendigits/pendigits.tra`, bytes: 502_098, sha256: 'e2b9eb9f0d0467e2b64a4816a3420edf2b8043447576f4b84337aba44a9f97d3' },
      },
      {
        path: 'pendigits.tes',
        download: { url: `${uci}/pendigits/pendigits.tes`, bytes: 234_366, sha256: '8bd03229c5c5291fefe43e45465dd948d2645bf23328b9d993e0b777666b2015' },
      },
    ],
    reader: {
      kind: 'csv',
      parts: [
        { file: 'pendigits.tra', part: 'train' },
        { file: 'pendigits.tes', part: 'test' },
      ],
      layout: {
        header: false,
        width: 17,
        label: 16,
        classes: digitNames.map((digit) => [digit, digit]),
        numbers: { column: 'points', from: 0, shape: [8, 2], scale: 1 / 100, bytes: true },
      },
    },
    rows: 10_992,
    columns: { points: numbers(8, 2), label: classes(10) },
    splits: { kind: 'published', validation: 750 },
  }),
  entry({
    id: 'fsdd',
    title: { en: 'Spoken digits', 'zh-cn': '语音数字' },
    description: {
      en: 'Ten digits spoken by six speakers, 8,000 samples a second, at most one second, padded with silence (column length). Speakers are in all splits, as published.',
      'zh-cn': '六名说话人念出的十个数字，每秒 8,000 个样本，最长一秒，以静音补齐（列 length）。与发布时相同，各划分包含相同的说话人。',
    },
    derivation: {
      en: "The published recordings, unchanged. Takes 0 to 4 are the publisher's test split; validation is takes 5 to 9 of its training split.",
      'zh-cn': '发布的原始录音，未作改动。第 0 至 4 次录音为发布者的测试集；验证集取自其训练集的第 5 至 9 次。',
    },
    licence: 'CC BY-SA 4.0',
    publisher: { name: 'Z. Jackson et al.', url: 'https://github.com/Jakobovski/free-spoken-digit-dataset' },
    source: 'folder-only',
    files: [{ path: 'recordings' }],
    layout: 'recordings/{digit}_{speaker}_{take}.wav',
    reader: {
      kind: 'waves',
      folder: 'recordings',
      longestSeconds: 1,
      pattern: /(\d)_(\w+)_(\d+)\.wav$/,
      columns: [
        { column: 'label', kind: 'class' },
        { column: 'speaker', kind: 'class' },
        { column: 'take', kind: 'number' },
      ],
    },
    rows: 3_000,
    columns: { sound: numbers(8_000), length: wholeNumber, label: classes(10), speaker: classes(6), take: wholeNumber },
    splits: { kind: 'values', column: 'take', validation: [5, 6, 7, 8, 9], test: [0, 1, 2, 3, 4] },
  }),
]
