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

/** The same with how fast each is: some seconds. Each is measured in a process of its own; one that crashes in it is no longer usable, one that takes too long is, but not measured. */
export async function measureEngines(from?: string, mostMs = mostFiguresMs): Promise<readonly EngineReport[]> {
  const reports: EngineReport[] = []
  for (const report of await askEngines({ from })) reports.push(report.usable ? await withFigures(report, from, mostMs) : report)
  return reports
}

async function withFigures(report: EngineReport, from: string | undefined, mostMs: number): Promise<EngineReport> {
  const { engine, detail } = report
  const end = await askChild({ kind: 'figures', engine, from }, (message) => (message.kind === 'figures' ? message.figures : undefined), {
    mostMs,
  })
  switch (end.kind) {
    case 'answered':
      return { ...report, detail: { ...detail, ...end.answer } }
    case 'late':
    case 'aborted':
      return { ...report, detail: { ...detail, unmeasuredAfterS: mostMs / 1000 } }
    case 'gone':
      return { engine, usable: false, reason: 'probe-failed', detail: { ...detail, problem: `its measurement ended with ${end.how}` } }
  }
}

/** TensorFlow's own probe, a process of that child, may take two minutes of it. */
const mostProbesMs = 180_000
/** It plans for some four seconds; a busy machine, or one that is its own graphics card, takes many times that. */
const mostFiguresMs = 60_000
