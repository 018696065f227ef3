import { describeError, type Language } from '../../protocol'
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
  readonly command: 'gradlab.showCurves' | 'gradlab.showProcesses' | 'gradlab.restartSidecar'
  readonly lines: readonly string[]
  readonly links: readonly { readonly title: string; readonly command: string }[]
}

export interface StatusFacts {
  readonly state: SidecarState
  readonly live: readonly ShownRun[]
  readonly isTrusted: boolean
}

export function statusView({ state, live, isTrusted }: StatusFacts, say: Say, language: Language): StatusView {
  const links = [
    { title: say('action.log'), command: 'gradlab.showLog' },
    { title: say('action.processes'), command: 'gradlab.showProcesses' },
    { title: say('action.restart'), command: 'gradlab.restartSidecar' },
    { title: say('action.stop-all'), command: 'gradlab.stopAll' },
    ...(wantsNode(state) ? [{ title: say('action.install-node'), command: 'gradlab.installNode' }] : []),
  ]
  const lines = [...stateLines(state, say, language), ...(isTrusted ? [] : [say('status.untrusted')]), ...live.map((run) => runLine(run, say, language))]
  const command = state.kind === 'failed' ? 'gradlab.restartSidecar' : live.length > 0 ? 'gradlab.showCurves' : 'gradlab.showProcesses'
  return { text: textOf(state, live, say), command, lines, links }
}

/** One that the setting names stays, whatever is installed. */
const wantsNode = (state: SidecarState): boolean => state.kind === 'running' && state.daemon.node.source === 'editor' && isLimited(state.daemon.node)

function textOf(state: SidecarState, live: readonly ShownRun[], say: Say): string {
  switch (state.kind) {
    case 'stopped':
      return '$(beaker) Gradlab'
    case 'starting':
      return '$(loading~spin) Gradlab'
    case 'failed':
      return '$(error) Gradlab'
    case 'running': {
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

function runLine({ manifest, progress }: ShownRun, say: Say, language: Language): string {
  const { engine, why, stepTimes } = progress
  const reason = engine && why ? say('status.engine', { engine, why: sayWhy(language, { engine, why, stepTimes }) }) : ''
  return [`${manifest.experiment} · ${manifest.variant}`, cliTexts[`status.${progress.status}`][language], progressText(progress, manifest.metricGoals), reason]
    .filter((part) => part !== '')
    .join(' · ')
}
