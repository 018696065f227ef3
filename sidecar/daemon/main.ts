import { parseArgs } from 'node:util'
import { asGradlabError } from '../../protocol'
import { join } from './join'
import { serve } from './serve'

// dist/daemon.js: `join` finds the daemon of some folders or starts it, and prints how to reach it; `serve` is the daemon.

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string', multiple: true, default: [] }, idle: { type: 'string', default: '180' } },
})
const [command] = positionals

if (command === 'serve') {
  void serve({ folders: values.folder, idleMs: Number(values.idle) * 1000 })
} else if (command === 'join') {
  void join({ folders: values.folder, idleSeconds: Number(values.idle) }).then(
    (connection) => console.log(JSON.stringify(connection)),
    (thrown: unknown) => {
      const error = asGradlabError(thrown)
      console.log(JSON.stringify({ error: error.toData() })) // for the extension, which says it in the editor's language
      console.error(error.message)
      process.exitCode = 1
    },
  )
} else {
  console.error('Usage: daemon.js join|serve --folder PATH …')
  process.exitCode = 2
}
