import { dirname, join } from 'node:path'

/** Where things are in an experiment and in a run folder. Only relative paths stand inside the files themselves. */
export const runsOf = (experiment: string): string => join(experiment, '.gradlab', 'runs')
/** The experiment a run belongs to. */
export const experimentOf = (run: string): string => dirname(dirname(dirname(run)))
export const comparisonsOf = (experiment: string): string => join(experiment, '.gradlab', 'comparisons')
export const manifestFile = (run: string): string => join(run, 'run.json')
export const lockFile = (run: string): string => join(run, 'run.lock')
export const eventsFile = (run: string): string => join(run, 'events.jsonl')
export const outputFile = (run: string): string => join(run, 'output.log')
export const reserveFile = (run: string): string => join(run, 'reserve')
export const sourceFolder = (run: string): string => join(run, 'source')
/** A file of the experiment as the run had it. */
export const storedSourceFile = (run: string, file: string): string => join(sourceFolder(run), 'files', file)
export const checkpointsFolder = (run: string): string => join(run, 'checkpoints')
export const framesFolder = (run: string): string => join(run, 'frames')
export const figuresFolder = (run: string): string => join(run, 'figures')
export const probeFile = (run: string): string => join(run, 'probe.json')

/** `step-000123`: names sort as numbers do. */
export const stepName = (step: number): string => `step-${String(step).padStart(9, '0')}`
export const stepOf = (file: string): number | undefined => {
  const found = /^step-(\d+)\./.exec(file)
  return found ? Number(found[1]) : undefined
}

/** `./client.ts` is run from `source/client.cjs`. */
export const bundleName = (entry: string): string => `${entry.replace(/^\.\//, '').replace(/\.ts$/, '')}.cjs`
