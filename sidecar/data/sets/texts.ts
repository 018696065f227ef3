import { classes, entry, string, unchanged, wholeNumber, type CatalogueEntry } from './entry'

const banking = 'https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/57ec275d8078af65b7731c2a98be812d844a6d6b/banking_data'

/** Labelled texts, and running text. */
export const textSets: readonly CatalogueEntry[] = [
  entry({
    id: 'movie-reviews',
    title: { en: 'Film reviews', 'zh-cn': '电影评论' },
    description: {
      en: '1,000 favourable and 1,000 unfavourable film reviews, one sentence a line (polarity 2.0); tested on the last of the usual ten folds.',
      'zh-cn': '好评与差评各 1,000 篇，每行一句（polarity 2.0）；以惯用十折中的最后一折测试。',
    },
    derivation: unchanged,
    licence: 'CC BY 4.0 as distributed with NLTK; the reviews were written by third parties',
    publisher: { name: 'B. Pang, L. Lee (Cornell, 2004)', url: 'https://www.cs.cornell.edu/people/pabo/movie-review-data/' },
    source: 'folder-only',
    files: [{ path: 'neg' }, { path: 'pos' }],
    layout: 'neg/cv000_….txt … neg/cv999_….txt, pos/cv000_….txt … pos/cv999_….txt',
    reader: { kind: 'text-folder', fold: /cv(\d)\d\d_/ },
    rows: 2_000,
    columns: { text: string, label: classes(2), fold: wholeNumber },
    splits: { kind: 'values', column: 'fold', validation: [8], test: [9] },
  }),
  entry({
    id: 'banking77',
    title: { en: 'Banking77', 'zh-cn': 'Banking77' },
    description: {
      en: 'Questions to a bank, one line each, 77 intents. As published, 6 texts are in both train and test.',
      'zh-cn': '银行客户的提问，每条一行，77 种意图。发布时即有 6 条同时出现在训练集与测试集中。',
    },
    derivation: unchanged,
    licence: 'CC BY 4.0',
    publisher: { name: 'PolyAI (I. Casanueva et al., 2020)', url: 'https://github.com/PolyAI-LDN/task-specific-datasets' },
    source: 'download',
    files: [
      {
        path: 'train.csv',
        download: { url: `${banking}/train.csv`, bytes: 839_073, sha256: 'b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b' },
      },
      {
        path: 'test.csv',
        download: { url: `${banking}/test.csv`, bytes: 239_961, sha256: 'd12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d' },
      },
    ],
    reader: {
      kind: 'csv',
      parts: [
        { file: 'train.csv', part: 'train' },
        { file: 'test.csv', part: 'test' },
      ],
      layout: { header: true, width: 2, text: 0, label: 1 },
    },
    rows: 13_083,
    columns: { text: string, label: classes(77) },
    splits: { kind: 'published', validation: 1_000 },
  }),
  entry({
    id: 'clinc150',
    title: { en: 'CLINC150', 'zh-cn': 'CLINC150' },
    description: {
      en: 'Requests to an assistant, one line each, 150 intents; the small training set of 50 an intent, without those out of scope.',
      'zh-cn': '对语音助手的请求，每条一行，150 种意图；每种意图 50 条的小训练集，不含超出范围者。',
    },
    derivation: unchanged,
    licence: 'CC BY 3.0',
    publisher: { name: 'Clinc (S. Larson et al., 2019)', url: 'https://github.com/clinc/oos-eval' },
    source: 'download',
    files: [
      {
        path: 'data_small.json',
        download: {
          url: 'https://raw.githubusercontent.com/clinc/oos-eval/828f8093932c8fe6ca7936c3d2e52903b1c523de/data/data_small.json',
          bytes: 1_702_451,
          sha256: '050e17476e6b4fa88f8518edaf09921c8f5e3a86dc8b63615361102a20b2ac01',
        },
      },
    ],
    reader: { kind: 'intents', file: 'data_small.json' },
    rows: 15_000,
    columns: { text: string, label: classes(150) },
    splits: { kind: 'published', validation: 0 },
  }),
  entry({
    id: 'tinyshakespeare',
    title: { en: 'Tiny Shakespeare', 'zh-cn': '莎士比亚（小）' },
    description: {
      en: '40,000 lines of Shakespeare as one run of characters; the last tenth is for validation and test.',
      'zh-cn': '莎士比亚的 40,000 行，作为一串字符；最后十分之一用于验证与测试。',
    },
    derivation: unchanged,
    licence: 'Public domain (text); MIT (repository)',
    publisher: { name: 'A. Karpathy', url: 'https://github.com/karpathy/char-rnn' },
    source: 'download',
    files: [
      {
        path: 'input.txt',
        download: {
          url: 'https://raw.githubusercontent.com/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt',
          bytes: 1_115_394,
          sha256: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
        },
      },
    ],
    reader: { kind: 'characters', file: 'input.txt' },
    rows: 1_115_394,
    columns: { character: classes(65) },
    splits: { kind: 'contiguous', validation: 0.05, test: 0.05 },
  }),
]
