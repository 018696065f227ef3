import { jsonOption, type Command } from '../command'

/** The catalogue: three groups, each direction with its scaffolds. */
export const directions: Command = {
  name: 'directions',
  usage: 'directions [--json]',
  summary: 'summary.directions',
  takes: [],
  options: jsonOption,
  async run(input, { services, terminal, language, say, paint }) {
    const found = await services.listDirections()
    if (input.flags.has('json')) for (const direction of found) terminal.out(JSON.stringify(direction))
    else if (found.length === 0) terminal.out(say('directions.none'))
    else {
      for (const group of ['architecture', 'training', 'fusion'] as const) {
        const members = found.filter((direction) => direction.group === group)
        if (members.length === 0) continue
        terminal.out(paint('bold', say(`group.${group}`)))
        for (const { id, title, idea, scaffolds } of members) {
          terminal.out(`  ${id}  ${paint('bold', title[language])}`)
          terminal.out(`    ${idea[language]}`)
          for (const scaffold of scaffolds)
            terminal.out(paint('dim', `    ${id}/${scaffold.id}  ${scaffold.title[language]}  --data ${[scaffold.data, ...scaffold.otherData].join(' | ')}`))
        }
      }
      terminal.out(say('directions.next'))
    }
    return 0
  },
}
