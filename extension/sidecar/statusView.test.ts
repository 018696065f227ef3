import assert from 'node:assert/strict'
import { GradlabError, type ComparisonState } from '../../protocol'
import type { ShownRun } from '../experiments/store'
import { createFakeEditor } from '../fakeEditor'
import { comparisonOf, manifestOf } from '../fakeServices'
import { progressOf } from '../runs/progress'
import type { SidecarState } from './sidecar'
import { statusView } from './statusView'

const { say } = createFakeEditor([]).editor
const running: SidecarState = {
  kind: 'running',
  daemon: { pid: 12345, node: { path: '/usr/bin/node', version: 'v24.0.0', source: 'path', isElectron: false } },
}
const liveRun = (about: Parameters<typeof manifestOf>[0] = {}): ShownRun => {
  const manifest = manifestOf({ step: 3, steps: 10, engine: 'wasm', engineWhy: 'best-usable', ...about })
  return { folder: '/r', experiment: '/e', manifest, progress: progressOf(manifest) }
}
const viewOf = (state: SidecarState, live: readonly ShownRun[] = [], isTrusted = true, comparing: readonly ComparisonState[] = []) =>
  statusView({ state, live, comparing, isTrusted }, say, 'en')

describe('the status item', () => {
  it('is short, with one icon, which spins only while something is done', () => {
    const states: SidecarState[] = [
      { kind: 'stopped' },
      { kind: 'starting', isAgain: false },
      running,
      { kind: 'failed', error: new GradlabError('daemon/lost'), isAgain: true },
    ]
    assert.deepEqual(
      states.map((state) => viewOf(state).text),
      ['$(beaker) Gradlab', '$(loading~spin) Gradlab', '$(beaker) Gradlab', '$(error) Gradlab'],
    )
    assert.equal(viewOf(running, [liveRun()]).text, '$(sync~spin) 3/10')
    assert.equal(viewOf(running, [liveRun({ status: 'paused' })]).text, '$(debug-pause) 3/10')
    assert.equal(viewOf(running, [liveRun(), liveRun({ status: 'paused' })]).text, '$(sync~spin) 2 runs')
  })

  it('says how far a comparison is, of which the run that trains is a part, and leads to it', () => {
    const { text, command, lines } = viewOf(running, [liveRun()], true, [comparisonOf('/w/first', { status: 'running' })])
    assert.equal(text, '$(sync~spin) comparison 1/4')
    assert.equal(command, 'gradlab.showComparison')
    assert.ok(lines.includes('Comparison of first: innovation against the baseline, 1 of 4 runs'))
  })

  it('tells the Node in use, the engine and why, and links to what can be done', () => {
    const { lines, links } = viewOf(running, [liveRun()])
    assert.match(lines[0] ?? '', /process 12345 on Node v24.0.0.*found on PATH: \/usr\/bin\/node/)
    assert.match(lines[1] ?? '', /first · innovation · training · 3\/10 · engine wasm — /)
    assert.deepEqual(
      links.map(({ command }) => command),
      ['gradlab.showLog', 'gradlab.showProcesses', 'gradlab.restartSidecar', 'gradlab.stopAll'],
    )
  })

  it('tells the figures by which the engine was chosen', () => {
    const measured = liveRun({ engineWhy: 'measured', stepTimes: { wasm: 6.14, webgpu: 14.02 } })
    assert.match(viewOf(running, [measured]).lines[1] ?? '', /wasm — measured: 6\.1 ms a step against webgpu's 14\.0 ms/)
    const chinese = statusView({ state: running, live: [measured], comparing: [], isTrusted: true }, say, 'zh-cn')
    assert.match(chinese.lines[1] ?? '', /实测：每步 6\.1 毫秒；webgpu 为 14\.0 毫秒/)
  })

  it("says that the editor's own Node serves wasm only, and that an untrusted workspace starts nothing", () => {
    const electron = { ...running, daemon: { ...running.daemon, node: { ...running.daemon.node, source: 'editor', isElectron: true } } } as const
    const { lines, links } = viewOf(electron, [], false)
    assert.ok(lines.some((line) => line.includes('wasm engine only')))
    assert.ok(links.some(({ command }) => command === 'gradlab.installNode'))
    assert.ok(lines.some((line) => line.includes('not trusted')))
  })

  it('tells that the Node in use was installed by Gradlab, and offers no other', () => {
    const { lines, links } = viewOf({ ...running, daemon: { ...running.daemon, node: { ...running.daemon.node, source: 'installed' } } })
    assert.match(lines[0] ?? '', /installed by Gradlab: \/usr\/bin\/node/)
    assert.ok(links.every(({ command }) => command !== 'gradlab.installNode'))
  })

  it('that failed restarts when it is clicked', () => {
    assert.equal(viewOf({ kind: 'failed', error: new GradlabError('daemon/lost'), isAgain: true }).command, 'gradlab.restartSidecar')
  })
})
