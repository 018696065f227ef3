import { dirname } from 'node:path'
import { GradlabError, type NodePlan } from '../../protocol'
import type { Editor } from '../editor'
import { isLimited, type FoundNode } from './node'
import type { Setup } from './setup'
import type { Sidecar } from './sidecar'

export interface NodeInstaller {
  /** The command: asks, says from where to where, and installs. @throws GradlabError node/… */
  install(): Promise<void>
  /** Once in the life of a window, where the sidecar has to do with the editor's own Node and nobody said not to ask. */
  offer(node: FoundNode): Promise<void>
}

/** Brings a Node where there is none but the editor's, never without being told to. */
export function createNodeInstaller({ editor, sidecar, setup }: { readonly editor: Editor; readonly sidecar: Sidecar; readonly setup: Setup }): NodeInstaller {
  const { say } = editor
  let hasOffered = false
  let isUnderWay = false // a second one in this window would only show the same progress twice

  const bring = async (plan: NodePlan): Promise<void> => {
    if (isUnderWay) return
    isUnderWay = true
    const installing = editor.withCancel(say('progress.node', { version: plan.version }), (signal, tell) =>
      setup.install(signal, (percent) => tell(`${percent} %`, percent)),
    )
    const path = await installing.finally(() => (isUnderWay = false))
    if (path === undefined) return
    editor.log.append(`Node ${plan.version} installed: ${path}`)
    await editor.tell('information', await takeUp(plan), [])
  }
  /** What is in use from now on, as a sentence. */
  const takeUp = async ({ version }: NodePlan): Promise<string> => {
    if (sidecar.state.kind !== 'running') return say('node.later', { version })
    const { node } = sidecar.state.daemon
    if (node.source === 'setting' || node.source === 'path') return say('node.behind', { version, path: node.path })
    const processes = await sidecar.request('gradlab/processes', {})
    if (processes.some(({ kind }) => kind === 'run')) return say('node.later', { version })
    await editor.withProgress(say('progress.restart'), () => sidecar.restart())
    return say('node.now', { version })
  }
  const wordsOf = ({ version, downloadBytes, registry, path }: NodePlan) => ({
    version,
    size: (downloadBytes / 1e6).toFixed(1),
    registry,
    folder: dirname(path),
  })

  return {
    async install() {
      const plan = await setup.plan()
      if (plan.isInstalled) {
        const isNews = sidecar.state.kind === 'running' && sidecar.state.daemon.node.source === 'editor' // another window installed it
        const { version, path } = plan
        return void (await editor.tell('information', isNews ? await takeUp(plan) : say('node.already', { version, path }), []))
      }
      const isMeant = await editor.confirm(say('node.ask', { version: plan.version }), say('node.detail', wordsOf(plan)), say('action.install'))
      if (isMeant) await bring(plan)
    },
    async offer(node) {
      if (hasOffered || editor.isNodeDeclined || isUnderWay || node.source !== 'editor' || !isLimited(node)) return
      hasOffered = true
      const plan = await setup.plan().catch((thrown: unknown) => {
        if (thrown instanceof GradlabError && thrown.code === 'node/no-platform') return undefined // nothing to offer
        throw thrown
      })
      if (!plan || plan.isInstalled) return // another window has just installed it: it holds from the next start
      const [install, never] = [say('action.install'), say('action.never')]
      const pressed = await editor.tell('information', say('node.offer', { ...wordsOf(plan), current: node.version }), [install, say('action.not-now'), never])
      if (pressed === install) await bring(plan)
      else if (pressed === never) editor.isNodeDeclined = true
    },
  }
}
