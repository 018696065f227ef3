import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository, run } from '../setUp/processes.mjs'
import { stop } from '../setUp/stop.mjs'

/**
 * A folder with an experiment in it, made where it is not there yet; what the person did in it stays.
 * @param {string} direction
 */
export async function sampleWorkspace(direction) {
  const workspace = join(repository, '.cache/editor/sample')
  const experiment = join(workspace, 'my-first-experiment')
  if (existsSync(join(experiment, '.gradlab/experiment.json'))) return workspace
  const code = await run(process.execPath, [join(repository, 'dist/cli.js'), 'new', direction, experiment])
  if (code !== 0) stop('The sample experiment could not be made (the message is above).')
  return workspace
}
