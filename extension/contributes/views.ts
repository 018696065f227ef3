import type { Translated } from '../../protocol'
import type { CommandId } from './commands'

/** The picture is a mask: its shape is drawn in the theme's color. */
export const container = { id: 'gradlab', title: { en: 'Gradlab', 'zh-cn': 'Gradlab 实验室' }, icon: 'extension/activityBar.svg' } as const

/** The views of the container in the Activity Bar. Any can be dragged to another side. */
export const views = [
  { id: 'gradlab.directions', name: { en: 'Directions', 'zh-cn': '创新方向' }, icon: '$(book)', visibility: 'visible' },
  { id: 'gradlab.experiments', name: { en: 'Experiments', 'zh-cn': '实验' }, icon: '$(list-tree)', visibility: 'visible' },
  { id: 'gradlab.embeddingsView', name: { en: 'Embeddings', 'zh-cn': '嵌入' }, icon: '$(graph-scatter)', visibility: 'collapsed', type: 'webview' },
] as const satisfies readonly { id: string; name: Translated; icon: string; visibility: 'visible' | 'collapsed'; type?: 'webview' }[]

export type ViewId = (typeof views)[number]['id']

interface Welcome {
  readonly view: ViewId
  readonly when?: string
  readonly text: Translated
  readonly buttons: readonly CommandId[] // by their titles
}

/** What an empty view says. */
export const welcomes = [
  {
    view: 'gradlab.experiments',
    when: 'gradlab.state != failed',
    text: { en: 'This workspace has no experiment yet.', 'zh-cn': '此工作区中还没有实验。' },
    buttons: ['gradlab.newExperiment', 'gradlab.showDirections'],
  },
  {
    view: 'gradlab.experiments',
    when: 'gradlab.state == failed',
    text: { en: 'The sidecar of Gradlab failed, so experiments cannot be listed.', 'zh-cn': 'Gradlab 后台进程出错，无法列出实验。' },
    buttons: ['gradlab.restartSidecar', 'gradlab.showLog'],
  },
  {
    view: 'gradlab.directions',
    when: 'gradlab.state == failed',
    text: { en: 'The sidecar of Gradlab failed, so the directions cannot be listed.', 'zh-cn': 'Gradlab 后台进程出错，无法列出创新方向。' },
    buttons: ['gradlab.restartSidecar', 'gradlab.showLog'],
  },
] as const satisfies readonly Welcome[]
