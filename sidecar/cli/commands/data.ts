import { resolve } from 'node:path'
import { GradlabError } from '../../../protocol'
import type { Say } from '../../../protocol/texts/cli'
import { jsonOption, type Cli, type Command } from '../command'
import type { DataSet, OwnData } from '../services'
import { formatBytes } from '../terminal/format'
import { table } from '../terminal/table'
import { cut } from '../terminal/width'

/** Lists the catalogue; downloads one set, only on a yes or with --yes where no one can be asked; or says how one's own data are read. */
export const data: Command = {
  name: 'data',
  usage: 'data [ID|PATH] [--yes] [--json]',
  summary: 'summary.data',
  takes: [{ text: 'takes.value', need: 'optional' }],
  options: { yes: { kind: 'flag', about: 'option.yes' }, ...jsonOption },
  async run(input, cli) {
    const { services, terminal, language, say, paint } = cli
    const sets = await services.listData()
    const id = input.positionals[0]
    if (id === undefined) {
      if (input.flags.has('json')) for (const each of sets) terminal.out(JSON.stringify(each))
      else {
        for (const line of table(
          ['', '', '', ''],
          sets.map((each) => [each.id, each.title[language], stateOf(each, say), cut(each.license, 44)]),
        ).slice(1))
          terminal.out(line)
        terminal.out(paint('dim', say('data.next')))
      }
      return 0
    }
    const wanted = sets.find((each) => each.id === id)
    if (!wanted && /[\\/.]/.test(id)) return describe(await services.describeOwnData(resolve(cli.workingFolder, id)), cli, input.flags.has('json'))
    if (!wanted) throw new GradlabError('data/unknown', { id, known: sets.map((each) => each.id).join(', ') })
    const facts = {
      id,
      size: formatBytes(wanted.bytes),
      license: wanted.license,
      publisher: wanted.publisher.name,
      url: wanted.publisher.url,
      folder: wanted.folder,
    }
    const finish = (sentence: string): number => {
      terminal.out(input.flags.has('json') ? JSON.stringify({ ...wanted, isHere: true }) : sentence)
      return 0
    }
    if (wanted.source === 'bundled') return finish(say('data.needs-none', facts))
    if (!wanted.isHere && wanted.source === 'folder-only')
      throw new GradlabError('data/folder-only', { ...facts, file: wanted.folder, layout: `${id}/ (${wanted.layout})` })
    if (wanted.isHere) return finish(say('data.already', facts))
    if (!input.flags.has('yes')) {
      if (!terminal.canAsk) {
        terminal.error(say('data.unasked', facts))
        return 2
      }
      if (!(await terminal.ask(say('data.ask', facts)))) {
        terminal.out(say('data.declined', facts))
        return 0
      }
    }
    let shownMs = -Infinity
    await services.downloadData(id, (done, total) => {
      if (!terminal.canDraw || terminal.nowMs() - shownMs < 100) return
      shownMs = terminal.nowMs()
      terminal.write(`\r\u001b[K${say('data.progress', { id, done: formatBytes(done), size: formatBytes(total) })}`)
    })
    if (terminal.canDraw) terminal.write('\r\u001b[K')
    return finish(say('data.done', facts))
  },
}

function describe({ path, found, columns, splits }: OwnData, { terminal, language, say, paint }: Cli, isForScript: boolean): number {
  if (isForScript) {
    terminal.out(JSON.stringify({ path, found, columns, splits }))
    return 0
  }
  terminal.out(`${path}: ${found[language]}`)
  const rows = Object.entries(columns).map(([name, { dtype, shape, labels }]) => [
    `  ${name}`,
    cut(
      [
        dtype,
        shape.length > 0 ? ` [${shape.join(', ')}]` : '',
        labels ? ` (${labels.slice(0, MOST_LABELS).join(', ')}${labels.length > MOST_LABELS ? ', …' : ''})` : '',
      ].join(''),
      terminal.width(),
    ),
  ])
  for (const line of table(['', ''], rows).slice(1)) terminal.out(line)
  terminal.out(paint('dim', say('data.splits', splits)))
  return 0
}

const MOST_LABELS = 12 // of a column, shown

function stateOf({ source, isHere, bytes }: DataSet, say: Say): string {
  if (source === 'bundled') return say('data.bundled')
  if (isHere) return say('data.here')
  return source === 'download' ? say('data.to-download', { size: formatBytes(bytes) }) : say('data.by-hand')
}
