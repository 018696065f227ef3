import { GradlabError, INSTALLABLE_ENGINES, INSTALLS, isInstallableEngine } from '../../../protocol'
import type { Cli, Command, Input, Option } from '../command'
import { formatBytes } from '../terminal/format'

export const installOptions: Readonly<Record<string, Option>> = {
  install: { kind: 'value', about: 'option.install' },
  uninstall: { kind: 'flag', about: 'option.uninstall' },
  yes: { kind: 'flag', about: 'option.yes' },
}

/** Says what will be brought and from where, and brings it on a yes, or with --yes where no one can be asked. Ctrl-C leaves nothing behind. */
export async function installEngine(typed: string, input: Input, { services, terminal, say }: Cli, command: Command): Promise<number> {
  if (!isInstallableEngine(typed))
    throw new GradlabError('usage/value', { option: 'install', expected: INSTALLABLE_ENGINES.join(' | '), value: typed, usage: `gradlab ${command.usage}` })
  const { package: name, downloadGb, diskGb } = INSTALLS[typed]
  const isJson = input.flags.has('json')
  if (!isJson) {
    terminal.out(say('install.terms', { package: name, download: downloadGb, disk: diskGb }))
    if (typed === 'tensorflow-gpu') terminal.out(say('install.terms.gpu'))
  }
  if (!input.flags.has('yes')) {
    if (!terminal.canAsk || isJson) {
      terminal.error(say('install.unasked'))
      return 2
    }
    if (!(await terminal.ask(say('install.ask')))) {
      terminal.out(say('install.declined'))
      return 0
    }
  }
  const abort = new AbortController()
  const stopListening = terminal.onInterrupt(() => abort.abort(new GradlabError('install/canceled')))
  try {
    const { folder } = await services.installEngine(typed, {
      signal: abort.signal,
      onProgress: ({ phase, bytes }) => {
        if (terminal.canDraw) terminal.write(`\r\u001b[K${say(`install.${phase}`, { size: formatBytes(bytes) })}`)
      },
    })
    if (terminal.canDraw) terminal.write('\r\u001b[K')
    terminal.out(isJson ? JSON.stringify({ event: 'installed', package: name, folder }) : say('install.done', { package: name, folder }))
    return 0
  } catch (thrown) {
    if (terminal.canDraw) terminal.write('\r\u001b[K')
    if (!(thrown instanceof GradlabError) || thrown.code !== 'install/canceled') throw thrown
    terminal.error(thrown.message)
    return 130
  } finally {
    stopListening()
  }
}

export async function uninstallEngine(input: Input, { services, terminal, say }: Cli): Promise<number> {
  const wasThere = await services.uninstallEngine()
  terminal.out(input.flags.has('json') ? JSON.stringify({ event: 'uninstalled', wasThere }) : say(wasThere ? 'install.removed' : 'install.nothing'))
  return 0
}
