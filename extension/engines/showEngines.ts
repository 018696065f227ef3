import type { EngineChoice, EngineReport, Language } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import { engineFacts } from '../../protocol/texts/engine'
import type { Editor, Entry } from '../editor'
import type { Services } from '../services'

/** Which engines this machine can train on, and why not the others. Choosing one sets what the next runs train on. */
export async function showEngines({ editor, sidecar, language }: Services): Promise<void> {
  const reports = await editor.withProgress(editor.say('progress.engines'), () => sidecar.request('gradlab/engines', {}))
  const chosen = await editor.pick(editor.say('pick.engine'), engineEntries(reports, editor, language))
  if (chosen !== undefined) editor.engine = chosen
}

/** One that is not usable is shown with the reason; choosing it leaves things as they are. */
export function engineEntries(
  reports: readonly EngineReport[],
  { engine, say }: Pick<Editor, 'engine' | 'say'>,
  language: Language,
): Entry<EngineChoice | undefined>[] {
  const mark = (choice: EngineChoice): string => (choice === engine ? ` · ${say('engine.chosen')}` : '')
  return [
    { label: '$(sparkle) auto', description: `${say('engine.auto')}${mark('auto')}`, value: 'auto' },
    ...reports.map((report) => ({
      label: `$(${report.usable ? 'pass' : 'circle-slash'}) ${report.engine}`,
      description: `${cliTexts[report.usable ? 'engines.usable' : 'engines.unusable'][language]}${mark(report.engine)}`,
      detail: engineFacts(report, language),
      value: report.usable ? report.engine : undefined,
    })),
  ]
}
