// `npm run parity`: every op of tfjs on each engine against float64 goldens, 3 epochs of each layer type, and random shapes against the cpu engine.
import { parseArgs } from 'node:util'
import { ENGINES, type EngineName } from '../../protocol'
import { startEngine } from '../../sidecar/engine/start'
import { readCases, sampleOf } from './goldens'
import { runSuite } from './suite'
import { table } from './table'

void main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { engine: { type: 'string', multiple: true }, op: { type: 'string', multiple: true }, sample: { type: 'boolean', default: false } },
  })
  const all = values.sample ? sampleOf(readCases()) : readCases()
  const cases = values.op ? all.filter(({ op }) => values.op!.includes(op)) : all
  for (const engine of (values.engine ?? ENGINES) as EngineName[]) {
    const started = Date.now()
    await startEngine(engine)
    const results = await runSuite(cases, ({ op }) => process.env["SHOW"] && console.error(op))
    console.log(table(results))
    console.log(`${engine} took ${(Date.now() - started) / 1000} s`)
  }
}
