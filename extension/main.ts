import * as vscode from 'vscode'
import { languageOf } from '../protocol'
import { compare, showComparison } from './comparisons/compare'
import { tellComparisonEnd } from './comparisons/ending'
import { createComparisonStore } from './comparisons/store'
import type { CommandId } from './contributes/commands'
import { installTensorflow } from './engines/installTensorflow'
import { showEngines } from './engines/showEngines'
import { createExperimentStore } from './experiments/store'
import { targetOf } from './experiments/target'
import { train, trainVariant } from './experiments/train'
import { createExperimentTree } from './experiments/tree'
import { watchActiveEditor, watchExperiments } from './experiments/watch'
import { showFailure, showingFailure } from './failure'
import { createPanels } from './panels/panels'
import { changeHyper, openRun, pauseRun, resumeRun, showCurves, showEmbeddings, stopRun } from './runs/control'
import { exportRun } from './runs/exportRun'
import { tellEnd } from './runs/ending'
import { createRunFeed } from './runs/feed'
import { newExperiment, presetOf } from './scaffold/newExperiment'
import { createDirectionTree } from './scaffold/tree'
import type { Services } from './services'
import { createNodeInstaller } from './sidecar/installNode'
import { openDaemon } from './sidecar/open'
import { restartSidecar, showProcesses, stopAll } from './sidecar/processes'
import { createSetup, installedFolder } from './sidecar/setup'
import { createSidecar, type Sidecar } from './sidecar/sidecar'
import { showStatus } from './sidecar/status'
import { createVscodeEditor } from './vscodeEditor'

let sidecar: Sidecar | undefined

/** Registers everything. The daemon is joined by whoever first needs it, and at once where there is an experiment. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Gradlab', { log: true })
  const editor = createVscodeEditor(channel, context)
  const language = languageOf(vscode.env.language)
  const log = (problem: unknown): void => channel.warn(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem))
  sidecar = createSidecar(() => openDaemon(context, channel))
  const feed = createRunFeed(sidecar, log)
  const store = createExperimentStore(sidecar, feed, log)
  const comparisons = createComparisonStore(sidecar, store, log)
  const panels = createPanels(context.extensionUri, { editor, language, sidecar, store, comparisons, feed })
  const services: Services = { editor, language, sidecar, store, comparisons, panels }
  const setup = createSetup({ program: context.asAbsolutePath('dist/setup.js'), folder: installedFolder(context.globalStorageUri.fsPath) })
  const nodeInstaller = createNodeInstaller({ editor, sidecar, setup })

  const handlers: Record<CommandId, (argument: unknown) => Promise<void>> = {
    'gradlab.newExperiment': (argument) => newExperiment(services, presetOf(argument)),
    'gradlab.train': (argument) => train(services, targetOf(argument)),
    'gradlab.trainVariant': (argument) => trainVariant(services, targetOf(argument)),
    'gradlab.compare': (argument) => compare(services, targetOf(argument)),
    'gradlab.pause': (argument) => pauseRun(services, targetOf(argument)),
    'gradlab.resume': (argument) => resumeRun(services, targetOf(argument)),
    'gradlab.stop': (argument) => stopRun(services, targetOf(argument)),
    'gradlab.changeHyper': (argument) => changeHyper(services, targetOf(argument)),
    'gradlab.openRun': (argument) => openRun(services, targetOf(argument)),
    'gradlab.showCurves': (argument) => showCurves(services, targetOf(argument)),
    'gradlab.showEmbeddings': (argument) => showEmbeddings(services, targetOf(argument)),
    'gradlab.showComparison': (argument) => showComparison(services, targetOf(argument)),
    'gradlab.exportRun': (argument) => exportRun(services, targetOf(argument)),
    'gradlab.showDirections': async () => panels.showGallery(),
    'gradlab.showEngines': () => showEngines(services),
    'gradlab.installTensorflow': () => installTensorflow(services),
    'gradlab.showProcesses': () => showProcesses(services),
    'gradlab.showLog': async () => channel.show(),
    'gradlab.installNode': () => nodeInstaller.install(),
    'gradlab.stopAll': () => stopAll(services),
    'gradlab.restartSidecar': () => restartSidecar(services),
  }
  const registered = Object.entries(handlers).map(([id, handler]) =>
    vscode.commands.registerCommand(id, (argument: unknown) => showingFailure(editor, language, () => handler(argument))),
  )
  context.subscriptions.push(
    channel,
    ...registered,
    showStatus(services),
    createDirectionTree(services),
    createExperimentTree(services),
    panels,
    store,
    comparisons,
    watchExperiments(services),
    watchActiveEditor(),
    vscode.workspace.onDidGrantWorkspaceTrust(() => joinAnew(services)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => joinAnew(services)),
  )
  store.onEnd((end) => {
    if (!comparisons.isTraining(end.run.folder, end.run.experiment)) void showingFailure(editor, language, () => tellEnd(services, end))
  })
  comparisons.onEnd((state) => void showingFailure(editor, language, () => tellComparisonEnd(services, state)))
  sidecar.onState((state) => {
    channel.info(`sidecar: ${state.kind}`)
    // A command shows its own failure; the loss of a connection is nobody's.
    if (state.kind === 'failed' && state.isAgain) void showFailure(editor, language, state.error)
    if (state.kind === 'running') void showingFailure(editor, language, () => nodeInstaller.offer(state.daemon.node))
  })
  setImmediate(() => void joinWhereExperiments(services))
}

/** Leaves the daemon, which goes on with its runs. */
export async function deactivate(): Promise<void> {
  await sidecar?.leave()
}

/** What the daemon was told of this window is no longer so. */
function joinAnew({ sidecar }: Services): void {
  if (sidecar.state.kind !== 'stopped') void sidecar.reconnect().catch(() => undefined) // the state shows why
}

async function joinWhereExperiments({ sidecar }: Services): Promise<void> {
  const found = await vscode.workspace.findFiles('**/.gradlab/experiment.json', '**/node_modules/**', 1)
  if (found.length > 0) sidecar.connect()
}
