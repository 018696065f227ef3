import { classes, entry, numbers, type CatalogueEntry, type DataFile } from './entry'

const movieLensFile = (path: string, bytes: number, sha256: string): DataFile => ({
  path,
  download: {
    url: `https://raw.githubusercontent.com/SimplCoder/RecommadationSystems/fcfcbe277da4255f5f3323df824a41ed8b45542f/ml-latest-small/${path}`,
    bytes,
    sha256,
  },
})

/** Who rated what, with texts of the items. */
export const ratingSets: readonly CatalogueEntry[] = [
  entry({
    id: 'ratings',
    title: { en: 'Ratings of stories (generated)', 'zh-cn': '故事评分（人工生成）' },
    description: {
      en: 'Made-up ratings of 500 made-up stories by 300 readers. A title names what a story is about; readers like some subjects, and some ways of telling that no title names. New stories keep coming out, so the newest have few ratings.',
      'zh-cn':
        '300 位虚构读者对 500 篇虚构故事的评分。标题说明故事的题材；读者偏爱某些题材，也偏爱某些标题中看不出的讲述方式。新故事不断出现，因此最新的故事评分很少。',
    },
    derivation: {
      en: "Generated with a fixed seed by scripts/data/ratings.mjs. Each reader's last fifth is for testing, the tenth before it for validation.",
      'zh-cn': '由 scripts/data/ratings.mjs 以固定种子生成。每位读者最后五分之一的评分用于测试，其前的十分之一用于验证。',
    },
    licence: 'Apache-2.0 (part of Gradlab)',
    publisher: { name: 'Gradlab', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    source: 'bundled',
    generated: true,
    files: [{ path: 'ratings.csv.gz' }, { path: 'items.csv.gz' }],
    reader: { kind: 'ratings', ratings: 'ratings.csv.gz', items: 'items.csv.gz' },
    rows: 11_739,
    columns: { user: classes(300), item: classes(500), rating: numbers() },
    splits: { kind: 'published', validation: 0 },
  }),
  entry({
    id: 'movielens-small',
    title: { en: 'MovieLens, small', 'zh-cn': 'MovieLens（小）' },
    description: {
      en: '100,004 ratings, ½ to 5 stars, of films by 671 users, with titles, genres and the tags that users gave. For research only: no commercial use; to be acknowledged as Harper & Konstan 2015, doi:10.1145/2827872.',
      'zh-cn':
        '671 位用户对电影的 100,004 条评分（半星至五星），附片名、类型和用户添加的标签。仅供研究，不得商用；使用时须注明 Harper & Konstan 2015，doi:10.1145/2827872。',
    },
    derivation: {
      en: "ml-latest-small of October 2016, files unchanged. Each user's last fifth of ratings is for testing, the tenth before it for validation. A tag counts where its writer wrote it before their own held-out ratings, and of none of those films.",
      'zh-cn':
        '2016 年 10 月的 ml-latest-small，文件未作改动。每位用户最后五分之一的评分用于测试，其前的十分之一用于验证。只采用作者在其留出评分之前写下、且不针对这些留出电影的标签。',
    },
    licence: 'GroupLens terms: research use, redistribution under the same terms, no commercial use without permission, acknowledgement, no endorsement',
    publisher: { name: 'GroupLens, University of Minnesota', url: 'https://grouplens.org/datasets/movielens/' },
    source: 'download',
    files: [
      movieLensFile('ratings.csv', 2_338_261, 'b4239649fbf90ebf405c56c3ae1d929d9e7c86fc1a3a80cbef1c884df593ef73'),
      movieLensFile('movies.csv', 449_264, '43d1736d3c688eb5b7856473c36d86a1c345676cab256c91720c1f6984d263b5'),
      movieLensFile('tags.csv', 40_605, 'ba8789ec2e7894bcb29a1762b2f9fb34bad7f288be6b4d8388e86af2138d430e'),
    ],
    reader: { kind: 'ratings', ratings: 'ratings.csv', items: 'movies.csv', tags: 'tags.csv' },
    rows: 100_004,
    columns: { user: classes(671), item: classes(9_125), rating: numbers() },
    splits: { kind: 'published', validation: 0 },
  }),
]
