import type { Translated } from '../../protocol'

/** The commands of the palette. main.ts must handle each one to compile. */
export const commands = [
  { id: 'gradlab.newExperiment', title: { en: 'New Experiment…', 'zh-cn': '新建实验…' }, icon: '$(beaker)' },
  { id: 'gradlab.showEngines', title: { en: 'Show Engines', 'zh-cn': '显示引擎' } },
] as const satisfies readonly { readonly id: `gradlab.${string}`; readonly title: Translated; readonly icon?: string }[]

export type CommandId = (typeof commands)[number]['id']
