import { GradlabError, type EngineReport } from '../../protocol'
import type { Child } from './child'
import { askChild } from './task'

export interface AskOptions {
  readonly takeChild?: () => Promise<Child>
  readonly signal?: AbortSignal
  /** An experiment's folder, from which a TensorFlow is searched upwards. */
  readonly from?: string | undefined
}

/** What this machine can train on, asked of a child: a probe may crash, and tfjs stays out of this process. */
export async function askEngines({ from, ...options }: AskOptions = {}): Promise<readonly EngineReport[]> {
  const end = await askChild({ kind: 'engines', from }, (message) => (message.kind === 'engines' ? message.reports : undefined), {
    mostMs: mostProbesMs,
    ...options,
  })
  switch (end.kind) {
    case 'answered':
      return end.answer
    case 'aborted':
      return []
    case 'late':
      throw new GradlabError('internal', { problem: 'the probe of the engines did not end' })
    case 'gone':
      throw new GradlabError('internal', { problem: `the probe of the engines ended with ${end.how}` }, { cause: new Error(end.output) })
  }
}

/** The same with how fast each is: some seconds. Each is measured in a process of its own; one that does not survive it is no longer usable. */
export async function measureEngines(from?: string): Promise<readonly EngineReport[]> {
  const reports: EngineReport[] = []
  for (const report of await askEngines({ from })) reports.push(report.usable ? await withFigures(report, from) : report)
  return reports
}

async function withFigures(report: EngineReport, from: string | undefined): Promise<EngineReport> {
  const { engine, detail } = report
  const end = await askChild({ kind: 'figures', engine, from }, (message) => (message.kind === 'figures' ? message.figures : undefined), {
    mostMs: mostFiguresMs,
  })
  switch (end.kind) {
    case 'answered':
      return { ...report, detail: { ...detail, ...end.answer } }
    case 'late':
    case 'aborted':
      return broken(report, `its measurement took more than ${mostFiguresMs / 1000} s`)
    case 'gone':
      return broken(report, `its measurement ended with ${end.how}`)
  }
}

const broken = ({ engine, detail }: EngineReport, problem: string): EngineReport => ({
  engine,
  usable: false,
  reason: 'probe-failed',
  detail: { ...detail, problem },
})
/** TensorFlow's own probe, a process of that child, may take two minutes of it. */
const mostProbesMs = 180_000
/** It plans for a fifth of this. */
const mostFiguresMs = 20_000
