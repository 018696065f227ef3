import assert from 'node:assert/strict'
import type { Direction } from '../../protocol'
import { dataEntries, directionEntries, scaffoldEntries } from './directions'

const direction = (id: string, group: Direction['group']): Direction => ({
  id,
  group,
  title: { en: `${id} title`, 'zh-cn': `${id} 标题` },
  idea: { en: 'idea', 'zh-cn': '想法' },
  papers: [],
  keywords: ['attention', '注意力'],
  scaffolds: [{ id: 'text', title: { en: 'Text', 'zh-cn': '文本' }, data: 'spam', otherData: ['movie-reviews'] }],
})
const say = (key: string) => key

describe('the list of directions', () => {
  it('has a heading for each group that has members, in the order of the catalogue', () => {
    const entries = directionEntries([direction('17', 'fusion'), direction('01', 'architecture'), direction('02', 'architecture')], 'en', say)
    assert.deepEqual(
      entries.map((entry) => ('heading' in entry ? entry.heading : entry.value.id)),
      ['group.architecture', '01', '02', 'group.fusion', '17'],
    )
  })

  it("can be searched in both languages, whichever is the editor's", () => {
    for (const language of ['en', 'zh-cn'] as const) {
      const entry = directionEntries([direction('01', 'architecture')], language, say)[1]
      const searched = entry && 'label' in entry ? `${entry.label} ${entry.description} ${entry.detail}` : ''
      for (const wanted of ['01 title', '01 标题', 'attention', '注意力']) assert.ok(searched.includes(wanted), `${wanted} in ${searched}`)
    }
  })

  it('names a scaffold as the command line takes it, and puts the bundled data first', () => {
    const one = direction('01', 'architecture')
    assert.deepEqual(scaffoldEntries(one, 'zh-cn'), [{ label: '文本', description: '01/text', value: one.scaffolds[0] }])
    assert.deepEqual(
      dataEntries(one.scaffolds[0]!, say).map((entry) => 'value' in entry && entry.value),
      ['spam', 'movie-reviews'],
    )
  })
})
