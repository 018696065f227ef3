import assert from 'node:assert/strict'
import { GradlabError, type NodePlan, type ProcessSummary } from '../../protocol'
import { createFakeServices } from '../fakeServices'
import { createNodeInstaller } from './installNode'
import type { FoundNode } from './node'
import type { Setup } from './setup'

const plan: NodePlan = { version: 'v24.1.0', downloadBytes: 52_504_722, registry: 'https://r.example/', path: '/storage/node/v24/node', isInstalled: false }
const electron: FoundNode = { path: '/editor', version: 'v20.18.3', source: 'editor', isElectron: true }
const installed: FoundNode = { path: plan.path, version: plan.version, source: 'installed', isElectron: false }
const run: ProcessSummary = { kind: 'run', pid: 7, run: '/w/first/.gradlab/runs/a', startedAt: 0 }
const keeper: ProcessSummary = { kind: 'daemon', pid: 6, startedAt: 0 }

/** A window of a person who answers as told, its sidecar joined; what installs is the test's. */
async function openWindow(
  person: readonly (string | undefined)[],
  about: { node?: FoundNode; processes?: readonly ProcessSummary[]; setup?: Partial<Setup> } = {},
) {
  const processes = about.processes ?? [keeper]
  const { services, seen, daemon } = createFakeServices(person, { 'gradlab/processes': () => processes, 'gradlab/stopAll': () => null })
  daemon.node = about.node ?? electron
  const { editor, sidecar } = services
  await sidecar.reconnect()
  const calls: string[] = []
  const setup: Setup = {
    async plan() {
      calls.push('plan')
      return plan
    },
    async install(_signal, onPercent) {
      calls.push('install')
      onPercent(100)
      daemon.node = installed
      return plan.path
    },
    ...about.setup,
  }
  const offer = () => installer.offer(about.node ?? electron)
  const installer = createNodeInstaller({ editor, sidecar, setup })
  return { installer, offer, calls, seen, daemon, editor, sidecar }
}
const question =
  'information: Install Node v24.1.0 for Gradlab? The GPU engine and a faster wasm engine need it; the editor’s own Node (v20.18.3) serves neither. 52.5 MB from https://r.example/ to /storage/node/v24.'
const now = 'information: Node v24.1.0 is installed, and the sidecar runs on it.'

describe('the offer to install Node', () => {
  it('says what for, how large, from where and to where, and restarts the sidecar onto the Node that came', async () => {
    const { offer, seen, sidecar, daemon } = await openWindow(['Install', undefined])
    await offer()
    assert.deepEqual(seen, [question, 'Gradlab: installing Node v24.1.0: 100 %', 'log: Node v24.1.0 installed: /storage/node/v24/node', now])
    assert.ok(sidecar.state.kind === 'running')
    assert.deepEqual([sidecar.state.daemon.node, daemon.opened], [installed, 2])
  })

  for (const answer of ['Not Now', undefined]) {
    it(`is made once in a window, which ${answer ?? 'Escape'} ends`, async () => {
      const { offer, calls, seen, editor } = await openWindow([answer])
      await offer()
      await offer()
      assert.deepEqual([calls, seen, editor.isNodeDeclined], [['plan'], [question], false])
    })
  }

  it('is never made again once the person said so', async () => {
    const { offer, editor } = await openWindow(['Don’t Ask Again'])
    await offer()
    assert.equal(editor.isNodeDeclined, true)
    const next = await openWindow([])
    next.editor.isNodeDeclined = true
    await next.offer()
    assert.deepEqual([next.calls, next.seen], [[], []])
  })

  const content: readonly FoundNode[] = [
    { ...installed, source: 'path' },
    { ...installed, version: 'v18.0.0', source: 'setting' }, // the person named it
    { ...installed, source: 'editor' }, // an editor that runs on a Node of its own, as in a browser
    installed,
  ]
  for (const node of content) {
    it(`is not made where the sidecar runs on Node ${node.version} of ${node.source}`, async () => {
      const { offer, calls } = await openWindow([], { node })
      await offer()
      assert.deepEqual(calls, [])
    })
  }

  it('is made for an old Node that is the editor’s', async () => {
    const { offer, seen } = await openWindow([undefined], { node: { ...electron, isElectron: false } })
    await offer()
    assert.deepEqual(seen, [question])
  })

  it('is not made for a platform that has none, nor where another window was first', async () => {
    const noPlatform = () => Promise.reject(new GradlabError('node/no-platform', { platform: 'plan9-x64' }))
    for (const plans of [noPlatform, async () => ({ ...plan, isInstalled: true })]) {
      const { offer, seen } = await openWindow([], { setup: { plan: plans } })
      await offer()
      assert.deepEqual(seen, [])
    }
  })
})

describe('Install Node…', () => {
  const ask = 'Install Node v24.1.0 for Gradlab?'

  it('installs nothing where the person thinks better of it', async () => {
    const { installer, calls } = await openWindow([undefined])
    await installer.install()
    assert.deepEqual(calls, ['plan'])
  })

  it('says nothing more where it was canceled', async () => {
    const { installer, seen, daemon } = await openWindow(['Install'], { setup: { install: async () => undefined } })
    await installer.install()
    assert.deepEqual([seen, daemon.opened], [[ask], 1])
  })

  it('leaves a sidecar alone that has a run, and says from when it holds', async () => {
    const { installer, seen, daemon } = await openWindow(['Install', undefined], { processes: [keeper, run] })
    await installer.install()
    assert.match(seen.at(-1) ?? '', /from the next start of the sidecar/)
    assert.equal(daemon.opened, 1)
  })

  it('starts no sidecar where none runs', async () => {
    const { installer, seen, daemon, sidecar } = await openWindow(['Install', undefined])
    await sidecar.leave()
    await installer.install()
    assert.match(seen.at(-1) ?? '', /from the next start of the sidecar/)
    assert.equal(daemon.opened, 1)
  })

  it('says which Node goes before it', async () => {
    const node: FoundNode = { path: '/usr/bin/node', version: 'v22.0.0', source: 'path', isElectron: false }
    const { installer, seen, daemon } = await openWindow(['Install', undefined], { node })
    await installer.install()
    assert.match(seen.at(-1) ?? '', /\/usr\/bin\/node goes before it/)
    assert.equal(daemon.opened, 1)
  })

  it('says that it is there already, and takes it up where another window brought it', async () => {
    const setup = { plan: async () => ({ ...plan, isInstalled: true }) }
    const there = await openWindow([undefined], { node: installed, setup })
    await there.installer.install()
    assert.deepEqual(there.seen, ['information: Node v24.1.0 is installed already: /storage/node/v24/node'])
    const elsewhere = await openWindow([undefined], { setup })
    elsewhere.daemon.node = installed
    await elsewhere.installer.install()
    assert.deepEqual([elsewhere.seen, elsewhere.daemon.opened], [[now], 2])
  })

  it('passes on what went wrong, and can be tried again', async () => {
    const failing = () => Promise.reject(new GradlabError('node/download', { url: 'u', problem: 'p' }))
    const { installer } = await openWindow(['Install', 'Install'], { setup: { install: failing } })
    await assert.rejects(installer.install(), { code: 'node/download' })
    await assert.rejects(installer.install(), { code: 'node/download' })
  })

  it('does not run twice at once in a window', async () => {
    let finish: () => void = () => undefined
    let begun = 0
    const install = async (): Promise<undefined> => {
      begun++
      await new Promise<void>((resolve) => (finish = resolve))
    }
    const { installer } = await openWindow(['Install', 'Install'], { setup: { install } })
    const first = installer.install()
    while (begun === 0) await new Promise(setImmediate)
    await installer.install()
    finish()
    await first
    assert.equal(begun, 1)
  })
})
