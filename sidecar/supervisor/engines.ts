import { GradlabError, type EngineReport } from '../../protocol'
import { startChild } from './child'

/** What this machine can train on, asked of a child: a probe may crash, and tfjs stays out of this process. */
export async function askEngines(): Promise<readonly EngineReport[]> {
  let reports: readonly EngineReport[] | undefined
  let output = ''
  const child = await startChild()
  child.listen({
    onEvent: () => undefined,
    onMessage: (message) => {
      if (message.kind === 'engines') reports = message.reports
    },
    onOutput: (text) => (output += text),
  })
  child.send({ kind: 'engines' })
  const { code, signal } = await child.exited
  if (!reports) throw new GradlabError('internal', { problem: `the probe of the engines ended with ${signal ?? code}` }, { cause: new Error(output) })
  return reports
}
