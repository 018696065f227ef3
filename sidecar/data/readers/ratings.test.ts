import assert from 'node:assert/strict'
import { inFolder } from '../inFolder.testing'
import { openOwn } from '../own'
import { readRatings, type RatingFiles } from './ratings'

const files: RatingFiles = { ratings: 'ratings.csv', items: 'items.csv', tags: 'tags.csv' }
/** Ten ratings of each user in order of time, from 1 on: of ten, two are for testing and one for validation. */
const ten = (user: string): string[] => Array.from({ length: 10 }, (_, at) => `${user},i${at},${1 + (at % 5)},${at + 1}`)
const csv = (header: string, lines: string[]): string => `${[header, ...lines].join('\n')}\n`
const read = async (contents: Record<string, string>, of: RatingFiles = { ratings: 'ratings.csv', ...('items.csv' in contents && { items: 'items.csv' }) }) => {
  let found: Awaited<ReturnType<typeof readRatings>> | undefined
  await inFolder(contents, async (folder) => void (found = await readRatings(folder, of)))
  const { rows, ...rest } = found!
  const { user, item, rating } = rows.columns
  assert.ok(user?.dtype === 'int32' && item?.dtype === 'int32' && rating?.dtype === 'float32')
  const lines = Array.from(user.values, (u, at) => ({
    user: user.labels![u]!,
    item: item.labels![item.values[at]!]!,
    rating: rating.values[at]!,
    part: rows.parts![at]!,
  }))
  return { lines, items: item.labels!, texts: item.texts!, ...rest }
}
const partsOf = (lines: Awaited<ReturnType<typeof read>>['lines'], user: string): string[] =>
  lines.filter((line) => line.user === user).map(({ item, part }) => `${item} ${part}`)

describe('ratings', () => {
  it("are divided by each user's own time: the last fifth is for testing, the tenth before it for validation", async () => {
    const shuffled = [...ten('a'), ...ten('b')].sort((one, other) => (one.slice(-3) < other.slice(-3) ? 1 : -1))
    const { lines, inOrderOfTime } = await read({ 'ratings.csv': csv('user,item,rating,timestamp', shuffled) })
    for (const user of ['a', 'b'])
      assert.deepEqual(
        partsOf(lines, user),
        Array.from({ length: 10 }, (_, at) => `i${at} ${at < 7 ? 'train' : at < 8 ? 'validation' : 'test'}`),
      )
    assert.equal(inOrderOfTime, true)
  })
  it('of one time are divided by chance, not by the order of the file', async () => {
    const lines = Array.from({ length: 100 }, (_, at) => `a,i${at},3,7`)
    const found = await read({ 'ratings.csv': csv('user,item,rating,timestamp', lines) })
    const last = found.lines.filter(({ part }) => part === 'test').map(({ item }) => Number(item.slice(1)))
    assert.equal(last.length, 20)
    assert.ok(Math.min(...last) < 20 && Math.max(...last) > 79, last.join())
    assert.deepEqual((await read({ 'ratings.csv': csv('user,item,rating,timestamp', lines) })).lines, found.lines)
  })
  it('without a timestamp are in the order of the file; dates are times; a user of few has none held out', async () => {
    const plain = await read({ 'ratings.csv': csv('user,item,rating', ['b,x,1', 'b,y,2', 'b,w,2', 'b,z,3', 'b,v,4', 'c,x,5']) })
    assert.deepEqual(partsOf(plain.lines, 'b'), ['x train', 'y train', 'w train', 'z validation', 'v test'])
    assert.deepEqual([partsOf(plain.lines, 'c'), plain.inOrderOfTime], [['x train'], false])
    const dated = await read({ 'ratings.csv': csv('userId;movieId;rating;timestamp', ['b;x;1;2020-03-01', 'b;y;2;2019-12-31T23:59:59Z']) })
    assert.deepEqual(partsOf(dated.lines, 'b'), ['y train', 'x train'])
  })
  it('given twice count as given last', async () => {
    const { lines, repeated } = await read({ 'ratings.csv': csv('user,item,rating,timestamp', ['a,x,1,9', 'a,x,5,3', 'a,y,2,4']) })
    assert.deepEqual(
      lines.map(({ item, rating }) => [item, rating]),
      [
        ['y', 2],
        ['x', 1],
      ],
    )
    assert.equal(repeated, 1)
  })

  it('have items with texts of all their other columns, also such as nobody rated; one without a text is allowed', async () => {
    const { items, texts, withoutText } = await read({
      'ratings.csv': csv('user,item,rating', ['a,10,3', 'a,9,4']),
      'items.csv': csv('movieId,title,genres', ['9,"Long, a film",Drama|War', '11,New one,Comedy', '12,,']),
    })
    assert.deepEqual(items, ['Long, a film', '10', 'New one', '12'])
    assert.deepEqual(texts, ['Long, a film; Drama, War', '', 'New one; Comedy', ''])
    assert.equal(withoutText, 2)
  })
  it('have tags of the time before what their writer is asked for, and of none of those items', async () => {
    const tags = [
      'a,i0,Early,7.5', // before a's first held-out rating, at 8
      'a,i1,late,8', // not before it
      'a,i9,guessed,2', // of what a is asked for
      'b,i9,seen,6', // the same item, of somebody whose own it is not
      'c,i2,unrated,99', // who rated nothing has nothing held out
      'b,i9,SEEN,5',
    ]
    const b = Array.from({ length: 4 }, (_, at) => `b,i${at + 6},4,${at + 1}`)
    const { texts, items } = await read(
      {
        'ratings.csv': csv('user,item,rating,timestamp', [...ten('a'), ...b]),
        'items.csv': csv('item,text', ['i9,nine']),
        'tags.csv': csv('user,item,tag,timestamp', tags),
      },
      files,
    )
    assert.deepEqual(Object.fromEntries(items.flatMap((item, at) => (texts[at] ? [[item, texts[at]]] : []))), { i0: 'early', i2: 'unrated', i9: 'nine; seen' })
  })

  for (const [what, contents, expected] of [
    ['a column is missing', { 'ratings.csv': 'user,item\na,b\n' }, /ratings\.csv:1 is not valid CSV: expected rating \| score \| stars, got user, item/],
    ['a rating is no number', { 'ratings.csv': 'user,item,rating\na,b,3\na,c,good\n' }, /ratings\.csv:3 \(rating\).*got "good"/],
    ['a user has no name', { 'ratings.csv': 'user,item,rating\n,b,3\n' }, /ratings\.csv:2 \(user\).*expected user, got ""/],
    ['a time is none', { 'ratings.csv': 'user,item,rating,timestamp\na,b,3,soon\n' }, /ratings\.csv:2 \(timestamp\).*got "soon"/],
    ['there is none', { 'ratings.csv': 'user,item,rating\n' }, /ratings\.csv is not valid CSV: expected ≥ 1 line, got 0/],
    [
      'an item is described twice',
      { 'ratings.csv': 'user,item,rating\na,b,3\n', 'items.csv': 'item,text\nb,x\nb,y\n' },
      /items\.csv:3 \(item\).*each item once, got "b"/,
    ],
    [
      'texts are of no item',
      { 'ratings.csv': 'user,item,rating\na,b,3\n', 'items.csv': 'thing,text\nb,x\n' },
      /items\.csv:1 .*expected item \| .*, got thing, text/,
    ],
  ] as const) {
    it(`are refused with place and reason where ${what}`, () => assert.rejects(read(contents), expected))
  }

  it('of a folder are found by the name ratings.csv, and told', async () => {
    await inFolder(
      {
        'ratings.csv': csv(
          'user,item,rating',
          [...ten('a'), 'a,i0,2,1'].map((line) => line.split(',').slice(0, 3).join()),
        ),
        'items.csv': 'item,text\ni1,one\n',
      },
      async (folder) => {
        const { table, found } = await openOwn(folder)
        assert.equal(
          found.en,
          '10 ratings of 10 items by 1 users, in the order of the file, which names no timestamp; items without a text: 9; 1 were replaced by a later one of the same user and item',
        )
        assert.match(found['zh-cn'], /1 位用户对 10 个物品的 10 条评分，无时间戳，按文件顺序；没有文字的物品：9；1 条/)
        assert.deepEqual([table.splits.train.length, table.splits.validation.length, table.splits.test.length], [7, 1, 2])
      },
    )
  })
})
