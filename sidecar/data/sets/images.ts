import { classes, digitNames, entry, numbers, unchanged, wholeNumber, type CatalogueEntry, type DataFile } from './entry'

const fashionFile = (path: string, bytes: number, sha256: string): DataFile => ({
  path,
  download: {
    url: `https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/${path}`,
    bytes,
    sha256,
  },
})
const mnistFile = (path: string, bytes: number, sha256: string): DataFile => ({
  path,
  download: { url: `https://raw.githubusercontent.com/unixpickle/mnistlite/7e77ce183b42950baacbe6de3986dbdc6ae771e8/data/${path}`, bytes, sha256 },
})
const uciFile = (path: string, bytes: number, sha256: string): DataFile => ({
  path,
  download: { url: `https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/${path}`, bytes, sha256 },
})

/** Labelled images. */
export const imageSets: readonly CatalogueEntry[] = [
  entry({
    id: 'fashion-mnist',
    title: { en: 'Fashion-MNIST', 'zh-cn': 'Fashion-MNIST' },
    description: { en: 'Pictures of clothes from a shop, 28 × 28, grey, ten classes.', 'zh-cn': '商店的服装图片，28 × 28 灰度，十类。' },
    derivation: unchanged,
    licence: 'MIT',
    publisher: { name: 'Zalando SE', url: 'https://github.com/zalandoresearch/fashion-mnist' },
    source: 'download',
    files: [
      fashionFile('train-images-idx3-ubyte.gz', 26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'),
      fashionFile('train-labels-idx1-ubyte.gz', 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'),
      fashionFile('t10k-images-idx3-ubyte.gz', 4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'),
      fashionFile('t10k-labels-idx1-ubyte.gz', 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'),
    ],
    reader: {
      kind: 'idx',
      parts: [
        { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz', part: 'train' },
        { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz', part: 'test' },
      ],
      labels: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    },
    rows: 70_000,
    columns: { image: numbers(28, 28, 1), label: classes(10) },
    splits: { kind: 'published', validation: 5_000 },
  }),
  entry({
    id: 'mnist-10k',
    title: { en: 'MNIST, published test images', 'zh-cn': 'MNIST 测试图像' },
    description: {
      en: 'The 10,000 test images of MNIST, 28 × 28, grey, ten classes; the training images are not among them.',
      'zh-cn': 'MNIST 的 10,000 张测试图像，28 × 28 灰度，十类；不含训练图像。',
    },
    derivation: { en: 'The published files; divided by one fixed shuffle.', 'zh-cn': '发布的原始文件；按一个固定的随机顺序划分。' },
    licence: 'CC BY-SA 3.0',
    publisher: { name: 'Y. LeCun, C. Cortes, C. Burges', url: 'http://yann.lecun.com/exdb/mnist/' },
    source: 'download',
    files: [
      mnistFile('t10k-images-idx3-ubyte.gz', 1_648_877, 'ba05d2d6e06f59dd97d2d5378250478bb5c9b64296a5c2681700569121e3a2d7'),
      mnistFile('t10k-labels-idx1-ubyte.gz', 4_542, '94088eab8a64f51a9b34cc9716f54b6548ef8b2fd16ada6d1575091b933dbf4b'),
    ],
    reader: { kind: 'idx', parts: [{ images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' }], labels: digitNames },
    rows: 10_000,
    columns: { image: numbers(28, 28, 1), label: classes(10) },
    splits: { kind: 'shuffled', validation: 1_000, test: 2_000 },
  }),
  entry({
    id: 'optdigits',
    title: { en: 'Optical digits, 8 × 8', 'zh-cn': '光学数字（8 × 8）' },
    description: {
      en: 'Handwritten digits as 8 × 8 counts of dark pixels; 30 writers to train, 13 others to test.',
      'zh-cn': '手写数字，8 × 8 的暗像素计数；30 人用于训练，另 13 人用于测试。',
    },
    derivation: unchanged,
    licence: 'CC BY 4.0',
    publisher: { name: 'UCI Machine Learning Repository (E. Alpaydin, C. Kaynak, 1998)', url: 'https://archive.ics.uci.edu/dataset/80' },
    source: 'download',
    files: [
      uciFile('optdigits.tra', 563_639, 'e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd'),
      uciFile('optdigits.tes', 264_712, '6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8'),
    ],
    reader: {
      kind: 'csv',
      parts: [
        { file: 'optdigits.tra', part: 'train' },
        { file: 'optdigits.tes', part: 'test' },
      ],
      layout: {
        header: false,
        width: 65,
        label: 64,
        classes: digitNames.map((digit) => [digit, digit]),
        numbers: { column: 'image', from: 0, shape: [8, 8, 1], scale: 1 / 16, bytes: true },
      },
    },
    rows: 5_620,
    columns: { image: numbers(8, 8, 1), label: classes(10) },
    splits: { kind: 'published', validation: 400 },
  }),
  entry({
    id: 'grocery',
    title: { en: 'Grocery store', 'zh-cn': '食品杂货' },
    description: {
      en: 'Photographs of groceries taken in shops, 96 × 96, colour; 81 fine classes, 43 coarse ones (column coarse).',
      'zh-cn': '在商店拍摄的食品照片，96 × 96 彩色；81 个细类，43 个粗类（列 coarse）。',
    },
    derivation: {
      en: 'Photographs cropped to a central square, resized to 96 × 96 (Lanczos), JPEG quality 90, in one archive; lists and classes as published, without the iconic shop images.',
      'zh-cn': '照片裁为中央正方形，缩放为 96 × 96（Lanczos），JPEG 质量 90，打包为一个文件；列表与类别同发布的原样，不含商店的标准图。',
    },
    licence: 'MIT',
    publisher: { name: 'M. Klasson, C. Zhang, H. Kjellström (2019)', url: 'https://github.com/marcusklasson/GroceryStoreDataset' },
    source: 'folder-only',
    files: ['images.tar.gz', 'train.txt', 'val.txt', 'test.txt', 'classes.csv'].map((path) => ({ path })),
    reader: {
      kind: 'photo-archive',
      archive: 'images.tar.gz',
      lists: { train: 'train.txt', validation: 'val.txt', test: 'test.txt' },
      classes: 'classes.csv',
      side: 96,
    },
    rows: 5_421,
    columns: { image: numbers(96, 96, 3), label: classes(81), coarse: classes(43) },
    splits: { kind: 'published', validation: 0 },
  }),
  entry({
    id: 'sign-digits',
    title: { en: 'Sign-language digits', 'zh-cn': '手语数字' },
    description: {
      en: 'Photographs of hands that sign 0 to 9, 64 × 64, colour; a person is in one split only.',
      'zh-cn': '手势数字 0 至 9 的照片，64 × 64 彩色；同一人只在一个划分中。',
    },
    derivation: {
      en: 'Photographs turned upright and resized to 64 × 64 (Lanczos), PNG. groups.csv guesses the person from the order of the files and can be wrong where a digit is missing.',
      'zh-cn': '照片转正并缩放为 64 × 64（Lanczos），PNG。groups.csv 按文件顺序推测拍摄者，缺少数字处可能有误。',
    },
    licence: 'Apache-2.0',
    publisher: { name: 'Z. Dikle, A. Mavi (2017)', url: 'https://github.com/ardamavi/Sign-Language-Digits-Dataset' },
    source: 'folder-only',
    files: [...digitNames, 'groups.csv'].map((path) => ({ path })),
    layout: '0/IMG_nnnn.png … 9/IMG_nnnn.png, groups.csv (file,label,group)',
    reader: { kind: 'image-folder', groups: 'groups.csv', side: 64 },
    rows: 2_062,
    columns: { image: numbers(64, 64, 3), label: classes(10), group: wholeNumber },
    splits: { kind: 'groups', column: 'group', validation: 0.1, test: 0.2 },
  }),
]
