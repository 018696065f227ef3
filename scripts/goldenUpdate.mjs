// Writes the golden curves anew: npm run golden:update -- [direction[/scaffold]]. Look at the difference before it is committed.
import { createRequire } from 'node:module'

/** @type {{ updateGoldens: (prefix: string) => Promise<void> }} */
const { updateGoldens } = createRequire(import.meta.url)('../test/directions/updateGoldens.ts')

await updateGoldens(process.argv[2] ?? '')
process.exit() // the engine's threads wait for more
