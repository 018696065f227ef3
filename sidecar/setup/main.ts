import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { asGradlabError, type SetupMessage } from '../../protocol'
import { installNode, planNode } from './installNode'
import { pinOf } from './pin'
import { registryOf } from './registry'

// dist/setup.js: `plan` tells which Node would be installed, `install` does it. It runs on the editor's own Node, and ends, leaving
// nothing behind, when its stdin does: so it does whether it is told to or whoever started it is gone.

const abort = new AbortController()
process.stdin.once('end', () => abort.abort()).on('error', () => abort.abort())
process.once('SIGTERM', () => abort.abort())
process.stdout.on('error', () => undefined) // nobody listens any more; cleaning up comes first

const { positionals, values } = parseArgs({ allowPositionals: true, options: { folder: { type: 'string' }, registry: { type: 'string' } } })
const [command] = positionals
const { folder, registry = registryOf(process.env, homedir()) } = values

if (folder !== undefined && (command === 'plan' || command === 'install')) {
  void answer(command, folder).then((message) => {
    tell(message)
    process.stdin.destroy() // it would keep this process alive
  })
} else {
  console.error('Usage: setup.js plan|install --folder PATH [--registry URL]')
  process.exitCode = 2
}

async function answer(asked: 'plan' | 'install', into: string): Promise<SetupMessage> {
  try {
    const pin = pinOf(`${process.platform}-${process.arch}`)
    if (asked === 'plan') return { kind: 'plan', plan: await planNode(pin, into, registry) }
    process.stdin.resume()
    return { kind: 'installed', path: await installNode(pin, { folder: into, registry, signal: abort.signal, onProgress: createTeller() }) }
  } catch (thrown) {
    return abort.signal.aborted ? { kind: 'canceled' } : { kind: 'failed', error: asGradlabError(thrown).toData() }
  }
}

/** A word for each per cent, not for each packet. */
function createTeller(): (receivedBytes: number, totalBytes: number) => void {
  let told = 0
  return (receivedBytes, totalBytes) => {
    const percent = Math.floor((100 * receivedBytes) / totalBytes)
    if (percent > told) tell({ kind: 'progress', percent: (told = percent) })
  }
}

function tell(message: SetupMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
