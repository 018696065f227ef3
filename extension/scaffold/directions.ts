import type { Direction, DirectionGroup, Language, Scaffold } from '../../protocol'
import type { Entry } from '../editor'
import type { TextKey } from '../texts'

export const GROUPS: readonly DirectionGroup[] = ['architecture', 'training', 'fusion']

/** The pick list, in groups. The other language's title and the keywords stand in it so that typing either finds the direction. */
export function directionEntries(directions: readonly Direction[], language: Language, say: (key: TextKey) => string): Entry<Direction>[] {
  const other: Language = language === 'en' ? 'zh-cn' : 'en'
  return GROUPS.flatMap((group): Entry<Direction>[] => {
    const members = directions.filter((direction) => direction.group === group)
    if (members.length === 0) return []
    const entries = members.map((direction) => ({
      label: direction.title[language],
      description: [direction.title[other], ...direction.keywords].join(' · '),
      detail: direction.idea[language],
      value: direction,
    }))
    return [{ heading: say(`group.${group}`) }, ...entries]
  })
}

export function scaffoldEntries(direction: Direction, language: Language): Entry<Scaffold>[] {
  return direction.scaffolds.map((scaffold) => ({ label: scaffold.title[language], description: `${direction.id}/${scaffold.id}`, value: scaffold }))
}

export function dataEntries(scaffold: Scaffold, say: (key: TextKey) => string): Entry<string>[] {
  return [{ label: scaffold.data, description: say('pick.data.offline'), value: scaffold.data }, ...scaffold.otherData.map((id) => ({ label: id, value: id }))]
}
