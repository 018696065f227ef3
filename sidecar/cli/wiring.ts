import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productFolder } from '../places'
import type { Services } from './services'

/** The real services. Each part is loaded when it is first asked for. */
export const wiring: Services = {
  listDirections: async () => (await import('../scaffold/directions')).listDirections(),
  newExperiment: async (request) => (await import('../scaffold/newExperiment')).newExperiment(request),
  listRuns: async (experiment) => (await import('../store/runs')).listRuns(experiment),
  findRun: async (nameOrPath, fromFolder) => (await import('../store/runs')).findRun(nameOrPath, fromFolder),
  readManifest: async (run) => (await import('../store/runs')).readManifest(run),
  startRun: async (request, keeping) => (await import('../supervisor/runs')).startRun(request, keeping),
  resumeRun: async (run, keeping) => (await import('../supervisor/runs')).resumeRun(run, keeping),
  commandRun: async (run, command) => (await import('../supervisor/runs')).commandRun(run, command),
  compare: async (request, watcher) => (await import('../compare/here')).compareHere(request, watcher),
  measureEngines: async () => (await import('../supervisor/engines')).measureEngines(),
  learnEngines: async (experiment, onVerdict) => (await import('../choice/learn')).learnFromExperiment(experiment, onVerdict),
  installEngine: async (engine, options) => (await import('../tensorflow/install')).installTensorflow(engine, options),
  uninstallEngine: async () => (await import('../tensorflow/install')).uninstallTensorflow(),
  listData: async () => (await import('./dataSets')).listDataSets(),
  describeOwnData: async (path) => (await import('./dataSets')).describeOwnData(path),
  downloadData: async (id, onProgress) => (await import('./dataSets')).downloadDataSet(id, onProgress),
  writeReport: async (run, file, language) => (await import('../report/report')).writeReport(run, file, language),
  exportRun: async (request) => (await import('../export/exportRun')).exportRun(request),
  writeText: async (file, text) => (await import('../store/files')).writeWhole(file, text),
  readVersion: async () => String((JSON.parse(readFileSync(join(productFolder, 'package.json'), 'utf8')) as { version: unknown }).version),
}
