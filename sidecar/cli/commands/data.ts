import { GradlabError } from '../../../protocol'
import type { Say } from '../../../protocol/texts/cli'
import { jsonOption, type Command } from '../command'
import type { DataSet } from '../services'
import { formatBytes } from '../terminal/format'
import { table } from '../terminal/table'
import { cut } from '../terminal/width'

/** Lists the catalogue, or downloads one set: only on a yes, or with --yes where no one can be asked. */
export const data: Command = {
  name: 'data',
  usage: 'data [id] [--yes] [--json]',
  summary: 'summary.data',
  takes: [{ text: 'takes.value', need: 'optional' }],
  options: { yes: { kind: 'flag', about: 'option.yes' }, ...jsonOption },
  async run(input, { services, terminal, language, say, paint }) {
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

function stateOf({ source, isHere, bytes }: DataSet, say: Say): string {
  if (source === 'bundled') return say('data.bundled')
  if (isHere) return say('data.here')
  return source === 'download' ? say('data.to-download', { size: formatBytes(bytes) }) : say('data.by-hand')
}
