import type { CommandId } from './commands'

export interface MenuItem {
  readonly command: CommandId
  readonly when: string
  readonly group?: string
}

const onDirection = 'view == gradlab.directions && viewItem == direction'
const onExperiment = 'view == gradlab.experiments && viewItem == experiment'
const onRun = (states: string): string => `view == gradlab.experiments && viewItem =~ /^run\\.(${states})$/`
const live = 'starting|running|paused'
const any = `${live}|completed|resumable`

/** Where the commands stand besides the palette. A run's state is in its node's context value: views' items.ts. */
export const menus = {
  'editor/title': [
    { command: 'gradlab.train', when: 'gradlab.isExperimentFile', group: 'navigation@1' },
    { command: 'gradlab.compare', when: 'gradlab.isExperimentFile', group: 'navigation@2' },
    { command: 'gradlab.showCurves', when: 'gradlab.isExperimentFile', group: 'navigation@3' },
  ],
  'view/title': [
    { command: 'gradlab.showDirections', when: 'view == gradlab.directions', group: 'navigation' },
    { command: 'gradlab.newExperiment', when: 'view == gradlab.experiments', group: 'navigation@1' },
    { command: 'gradlab.showCurves', when: 'view == gradlab.experiments', group: 'navigation@2' },
  ],
  'view/item/context': [
    { command: 'gradlab.newExperiment', when: onDirection, group: 'inline' },
    { command: 'gradlab.train', when: onExperiment, group: 'inline@1' },
    { command: 'gradlab.train', when: onExperiment, group: '1_train@1' },
    { command: 'gradlab.trainVariant', when: onExperiment, group: '1_train@2' },
    { command: 'gradlab.compare', when: onExperiment, group: '1_train@3' },
    { command: 'gradlab.showCurves', when: onExperiment, group: '2_show@1' },
    { command: 'gradlab.showComparison', when: onExperiment, group: '2_show@2' },
    { command: 'gradlab.showEmbeddings', when: onExperiment, group: '2_show@3' },
    { command: 'gradlab.pause', when: onRun('starting|running'), group: 'inline@1' },
    { command: 'gradlab.resume', when: onRun('paused|resumable'), group: 'inline@1' },
    { command: 'gradlab.stop', when: onRun(live), group: 'inline@2' },
    { command: 'gradlab.pause', when: onRun('starting|running'), group: '1_control@1' },
    { command: 'gradlab.resume', when: onRun('paused|resumable'), group: '1_control@1' },
    { command: 'gradlab.stop', when: onRun(live), group: '1_control@2' },
    { command: 'gradlab.changeHyper', when: onRun(live), group: '1_control@3' },
    { command: 'gradlab.openRun', when: onRun(any), group: '2_show@1' },
    { command: 'gradlab.showCurves', when: onRun(any), group: '2_show@2' },
    { command: 'gradlab.showEmbeddings', when: onRun(any), group: '2_show@3' },
    { command: 'gradlab.exportRun', when: onRun(any), group: '3_export' },
  ],
} as const satisfies Record<string, readonly MenuItem[]>
