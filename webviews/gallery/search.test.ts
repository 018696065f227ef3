import assert from 'node:assert/strict'
import { entries } from './fixtures'
import { createMatcher, examplesOf } from './search'

const found = (search: string): string[] => entries.filter(createMatcher(search)).map(({ direction }) => direction.id.slice(0, 2))

describe("the gallery's search", () => {
  for (const [search, ids] of [
    ['', ['01', '02', '05', '08', '09', '16']],
    ['   ', ['01', '02', '05', '08', '09', '16']],
    ['attention', ['01']],
    ['ATTENTION', ['01']],
    ['注意力', ['01']],
    ['adaptive', ['02', '05']],
    ['自适应', ['02', '05']],
    ['自适应 convolution', ['05']],
    ['图像注意力', ['01']],
    ['卷积神经网络', []],
    ['second-order', ['08']],
    ['poincare', ['08']],
    ['ＧＡＮ', ['09']],
    ['AAAI 2022', ['01']],
    ['paragraph', ['01']],
    ['16', ['16']],
    ['16-spiking', ['16']],
    ['attention spiking', []],
    ['.*', []],
  ] as const) {
    it(`"${search}" finds ${ids.join(', ') || 'nothing'}`, () => assert.deepEqual(found(search), ids))
  }

  it('offers words that find something, in the language of the reader, spread over the catalogue', () => {
    assert.deepEqual(examplesOf(entries, 'en', 3), ['attention', 'convolution', 'GAN'])
    assert.deepEqual(examplesOf(entries, 'zh-cn', 3), ['注意力', '卷积', '增强'])
    for (const word of examplesOf(entries, 'en', 9)) assert.notDeepEqual(found(word), [])
    assert.deepEqual(examplesOf([], 'en', 3), [])
  })
})
