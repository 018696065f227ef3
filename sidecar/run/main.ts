import { asGradlabError, type ControlReply, type FromChild, type ToChild } from '../../protocol'
import { fieldsOfExperiment } from '../../sdk/hyper'
import { listEngines } from '../engine/engines'
import { measureFigures } from '../engine/figures'
import { tryOutTensorflow } from '../engine/tensorflow/tryOut'
import { searchFrom } from '../tensorflow/searchedFrom'
import { createCommandQueue } from './commands'
import { startHeartbeat } from './heartbeat'
import { measureSteps } from './measure'
import { evaluateExperiment } from './program'
import { trainRun } from './train'

// The run's process. It loads tfjs, says that it is ready, and waits for its one task.

Error.stackTraceLimit = 60 // the user's line lies below many frames of tfjs
const commands = createCommandQueue()
startHeartbeat(4, 5000) // time for a checkpoint

process.on('SIGINT', () => undefined) // Ctrl-C reaches the whole process group; the supervisor decides what it means
process.on('SIGTERM', () => interrupt(false))
process.on('disconnect', loseSupervisor)
process.on('message', (message: ToChild) => {
  switch (message.kind) {
    case 'command':
      commands.push(message.command, (reply: ControlReply) => tell({ kind: 'reply', id: message.id, reply }))
      break
    case 'train':
      isTraining = true
      void trainRun(message.run, commands, (event) => tell({ kind: 'event', event })).then(leave)
      break
    case 'describe':
      tell(describe(message))
      leave()
      break
    case 'engines':
      searchFrom(message.from)
      void listEngines()
        .then((reports) => tell({ kind: 'engines', reports }))
        .then(leave)
      break
    case 'tensorflow':
      void tryOutTensorflow(message.folder)
        .then((facts) => tell({ kind: 'tensorflow', facts }))
        .catch((thrown: unknown) => tell({ kind: 'tensorflow', problem: thrown instanceof Error ? thrown.message : String(thrown) }))
        .then(leave)
      break
    case 'figures':
      searchFrom(message.from)
      void measureFigures(message.engine)
        .then((figures) => tell({ kind: 'figures', figures }))
        .then(leave)
      break
    case 'measure':
      searchFrom(message.from)
      void measureSteps(message.engine, message.model)
        .then((verdict) => tell({ kind: 'measured', verdict }))
        .then(leave)
      break
  }
})
let isTraining = false
tell({ kind: 'ready' })

/** What an experiment offers, without its data and without a model. */
function describe(bundle: { code: string; map: string }): FromChild {
  try {
    const { hyper, variants, metrics } = evaluateExperiment(bundle).exported
    const goals = Object.fromEntries(Object.entries(metrics).map(([name, { better }]) => [name, better]))
    return { kind: 'described', description: { variants: Object.keys(variants), fields: fieldsOfExperiment(hyper), metrics: goals } }
  } catch (error) {
    return { kind: 'refused', error: asGradlabError(error).toData() }
  }
}

function loseSupervisor(): void {
  interrupt(true)
}

function interrupt(supervisorLost: boolean): void {
  if (!isTraining) process.exit(0)
  commands.push({ kind: 'interrupt', supervisorLost }, () => undefined)
}

function tell(message: FromChild): void {
  if (process.connected) process.send!(message, undefined, undefined, () => undefined) // whoever has left can read the folder
}

/** Not process.exit at once: the last messages are still on their way. */
function leave(): void {
  process.off('disconnect', loseSupervisor)
  if (process.connected) process.disconnect()
  setTimeout(() => process.exit(0), 500).unref()
}
