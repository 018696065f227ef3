import { Stop } from '../setUp/stop.mjs'
import { none } from '../testing/counts.mjs'
import { mocha } from '../testing/mocha.mjs'
import { bringCodeServer } from './codeServer.mjs'
import { runHostTests } from './hostTests.mjs'
import { packedExtension } from './packed.mjs'

/** test/host/, inside the extension host of a real editor. */
export async function runHostLayer() {
  return orFailed(async () => runHostTests(await packedExtension()))
}

/**
 * Each file drives a real editor in Chromium; both read where the packed extension is.
 * @param {readonly string[]} files
 */
export async function runJourneys(files) {
  return orFailed(async () => {
    process.env['GRADLAB_VSIX'] = await packedExtension()
    await bringCodeServer()
    return mocha(files)
  })
}

/**
 * Where there is no editor to test in, the layer has failed, and the layers after it still run.
 * @param {() => Promise<import('../testing/counts.mjs').Counts>} work
 */
async function orFailed(work) {
  try {
    return await work()
  } catch (error) {
    console.log(`  FAILED: ${error instanceof Stop ? error.message : error instanceof Error ? error.stack : String(error)}`)
    return { ...none, failed: 1 }
  }
}
