import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { GradlabError, type Point } from '../../protocol'
import { listFrames, readFrame, readProbe, type Frame } from '../store/frames'
import { probeFile } from '../store/layout'

/** The probe set as the network saw it last. */
export interface StoredEmbedding extends Frame {
  readonly points: readonly Point[]
}

/** The newest frame of a run; undefined where it has none. @throws GradlabError run/frame */
export function readNewestEmbedding(run: string): StoredEmbedding | undefined {
  const newest = listFrames(run).at(-1)
  if (!newest) return undefined
  try {
    return { ...readFrame(newest), points: existsSync(probeFile(run)) ? readProbe(run) : [] }
  } catch (cause) {
    throw new GradlabError('run/frame', { step: newest.step, file: basename(newest.path), problem: (cause as Error).message }, { cause })
  }
}
