import type { Direction, DirectionGroup, Language, Scaffold } from '../../protocol'
import type { Entry } from '../editor'
import type { TextKey } from '../texts'

const GROUPS: readonly DirectionGroup[] = ['architecture', 'training', 'fusion']

/** The directions among the lines of `gradlab directions --json`; a line that tells of a broken one is not a direction. */
export function parseDirections(output: string): Direction[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isDirection)
}

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

function isDirection(value: unknown): value is Direction {
  if (!isRecord(value)) return false
  const { id, group, title, idea, keywords, scaffolds } = value
  return (
    typeof id === 'string' &&
    GROUPS.some((known) => known === group) &&
    isTranslated(title) &&
    isTranslated(idea) &&
    isStrings(keywords) &&
    Array.isArray(scaffolds) &&
    scaffolds.every(
      (one) => isRecord(one) && typeof one['id'] === 'string' && isTranslated(one['title']) && typeof one['data'] === 'string' && isStrings(one['otherData']),
    )
  )
}

function isTranslated(value: unknown): boolean {
  return isRecord(value) && typeof value['en'] === 'string' && typeof value['zh-cn'] === 'string'
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
