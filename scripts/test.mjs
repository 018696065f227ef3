// Runs the test layers named (all where none is) and counts. The last line is "N passed, N failed, N skipped".
import { add, countLine, none } from './testing/counts.mjs'
import { layers } from './testing/layers.mjs'

const typed = process.argv.slice(2)
const unknown = typed.filter((name) => !(name in layers))
if (unknown.length > 0) {
  console.error(`There is no test layer ${unknown.join(', ')}. There are: ${Object.keys(layers).join(', ')}.`)
  process.exit(2)
}

let total = none
for (const [name, runLayer] of Object.entries(layers)) {
  if (typed.length > 0 && !typed.includes(name)) continue
  console.log(`\n=== ${name} ===`)
  const started = Date.now()
  const counts = await runLayer()
  total = add(total, counts)
  console.log(`${name} took ${((Date.now() - started) / 1000).toFixed(1)} s`)
  console.log(countLine(counts))
}
console.log('\n=== all ===')
console.log(countLine(total))
process.exitCode = total.failed > 0 ? 1 : 0
