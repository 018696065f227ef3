import { GradlabError, type ExperimentDescription } from '../../protocol'
import { bundleExperiment } from '../load/bundle'
import { startChild } from './child'

/** Variants and hyper-parameters of an experiment, by running its source in a child. @throws GradlabError source/… with the user's line */
export async function describeExperiment(experiment: string): Promise<ExperimentDescription> {
  const { entries } = await bundleExperiment(experiment)
  const child = await startChild()
  const described = new Promise<ExperimentDescription>((resolve, reject) => {
    child.listen({
      onEvent: () => undefined,
      onOutput: () => undefined,
      onMessage(message) {
        if (message.kind === 'described') resolve(message.description)
        if (message.kind === 'refused') reject(GradlabError.fromData(message.error))
      },
    })
    void child.exited.then(({ code, signal }) => reject(new GradlabError('child/crashed', { how: signal ?? `exit code ${code}`, run: experiment })))
  })
  child.send({ kind: 'describe', ...entries['./model.ts']! })
  return described
}
