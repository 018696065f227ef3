import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { GradlabError } from '../../protocol'
import { readJson } from './readJson'

/** .gradlab/experiment.json: where an experiment comes from and what it trains on. */
export interface ExperimentFile {
  readonly format: 1
  readonly direction: string
  readonly scaffold: string
  readonly data: string // an id of the catalogue, or a path, relative to the experiment folder or absolute
  readonly gradlab: string // the version that made it
}
export interface ExperimentInfo extends ExperimentFile {
  readonly folder: string // absolute
}

/**
 * An experiment folder, its data's path made absolute.
 * @throws GradlabError folder/missing, experiment/missing, experiment/broken
 */
export async function readExperiment(folder: string): Promise<ExperimentInfo> {
  const root = resolve(folder)
  if (!(await stat(root).catch(() => undefined))) throw new GradlabError('folder/missing', { folder: root })
  if (!(await stat(join(root, 'model.ts')).catch(() => undefined))?.isFile()) throw new GradlabError('experiment/missing', { folder: root })
  const file = await readJson(join(root, experimentFile), schema, 'experiment/broken')
  return { ...file, folder: root, data: isDataId(file.data) ? file.data : resolve(root, file.data) }
}

export const experimentFile = join('.gradlab', 'experiment.json')

/** Whether data are named as a set of the catalogue is; anything else is a path. */
export const isDataId = (data: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(data)

const name = v.pipe(v.string(), v.nonEmpty())
const schema: v.GenericSchema<unknown, ExperimentFile> = v.object({ format: v.literal(1), direction: name, scaffold: name, data: name, gradlab: name })
