import { basename } from 'node:path'
import { describeError, type ComparisonState, type Language } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import { sayWhy } from '../../protocol/texts/why'
import type { ShownRun } from '../experiments/store'
import { progressText } from '../runs/progress'
import type { Say } from '../texts'
import { isLimited } from './node'
import type { SidecarState } from './sidecar'

/** What the one status item shows. The tooltip is lines of Markdown; what came from outside stands in them as text. */
export interface StatusView {
  readonly text: string
  readonly command: 'gradlab.showCurves' | 'gradlab.showComparison' | 'gradlab.showProcesses' | 'gradlab.restartSidecar'
  readonly lines: readonly string[]
  readonly links: readonly { readonly title: string; readonly command: string }[]
}

export interface StatusFacts {
  readonly state: SidecarState
  readonly live: readonly ShownRun[]
  /** Comparisons under way; theirs is the run that trains. */
  readonly comparing: readonly ComparisonState[]
  readonly isTrusted: boolean
}

export function statusView({ state, live, comparing, isTrusted }: StatusFacts, say: Say, language: Language): StatusView {
  const links = [
    { title: say('action.log'), command: 'gradlab.showLog' },
    { title: say('action.processes'), command: 'gradlab.showProcesses' },
    { title: say('action.restart'), command: 'gradlab.restartSidecar' },
    { title: say('action.stop-all'), command: 'gradlab.stopAll' },
    ...(wantsNode(state) ? [{ title: say('action.install-node'), command: 'gradlab.installNode' }] : []),
  ]
  const lines = [
    ...stateLines(state, say, language),
    ...(isTrusted ? [] : [say('status.untrusted')]),
    ...comparing.map((each) => comparisonLine(each, say)),
    ...live.map((run) => runLine(run, say, language)),
  ]
  return { text: textOf(state, live, comparing, say), command: commandOf(state, live, comparing), lines, links }
}

function commandOf(state: SidecarState, live: readonly ShownRun[], comparing: readonly ComparisonState[]): StatusView['command'] {
  if (state.kind === 'failed') return 'gradlab.restartSidecar'
  if (comparing.length > 0) return 'gradlab.showComparison'
  return live.length > 0 ? 'gradlab.showCurves' : 'gradlab.showProcesses'
}

/** One that the setting names stays, whatever is installed. */
const wantsNode = (state: SidecarState): boolean => state.kind === 'running' && state.daemon.node.source === 'editor' && isLimited(state.daemon.node)

function textOf(state: SidecarState, live: readonly ShownRun[], [comparison]: readonly ComparisonState[], say: Say): string {
  switch (state.kind) {
    case 'stopped':
      return '$(beaker) Gradlab'
    case 'starting':
      return '$(loading~spin) Gradlab'
    case 'failed':
      return '$(error) Gradlab'
    case 'running': {
      if (comparison) return `$(sync~spin) ${say('status.comparison', { ...progressOf(comparison) })}`
      const [only, ...others] = live
      if (!only) return '$(beaker) Gradlab'
      const icon = live.some(({ progress }) => progress.status !== 'paused') ? 'sync~spin' : 'debug-pause'
      return `$(${icon}) ${others.length > 0 ? say('status.runs', { count: live.length }) : progressText(only.progress, only.manifest.metricGoals)}`
    }
  }
}

function stateLines(state: SidecarState, say: Say, language: Language): string[] {
  switch (state.kind) {
    case 'stopped':
      return [say('status.stopped')]
    case 'starting':
      return [say(state.isAgain ? 'status.again' : 'status.starting')]
    case 'failed': {
      const { message, suggestion } = describeError(state.error.toData(), language)
      return [say('status.failed'), message, suggestion]
    }
    case 'running': {
      const { pid, node } = state.daemon
      const line = `${say('status.running', { pid: String(pid), version: node.version })} (${say(`status.node.${node.source}`)}: ${node.path})`
      return node.isElectron ? [line, say('status.node.limited')] : [line]
    }
  }
}

function comparisonLine(comparison: ComparisonState, say: Say): string {
  const { experiment, variants } = comparison
  return say('status.comparison.about', { experiment: basename(experiment), variants: variants.join(', '), ...progressOf(comparison) })
}

function progressOf({ runs }: ComparisonState): { ended: number; runs: number } {
  return { ended: runs.filter(({ status }) => status !== 'waiting' && status !== 'training').length, runs: runs.length }
}

function runLine({ manifest, progress }: ShownRun, say: Say, language: Language): string {
  const { engine, why, stepTimes } = progress
  const reason = engine && why ? say('status.engine', { engine, why: sayWhy(language, { engine, why, stepTimes }) }) : ''
  return [`${manifest.experiment} · ${manifest.variant}`, cliTexts[`status.${progress.status}`][language], progressText(progress, manifest.metricGoals), reason]
    .filter((part) => part !== '')
    .join(' · ')
}
