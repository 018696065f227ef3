// Runs the program that follows, in a process group of its own, and ends the whole group when its standard input closes: also
// where whoever started it was killed and could end nothing.
import { spawn } from 'node:child_process'

const graceMs = 5000
const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] })
child.once('exit', () => process.kill(-process.pid, 'SIGKILL'))
process.stdin.once('close', end).resume()
process.on('SIGTERM', end)
process.on('SIGINT', end)

function end() {
  child.kill('SIGTERM')
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), graceMs)
}
