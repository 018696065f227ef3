import { INSTALLABLE_ENGINES, INSTALLS, type InstallableEngine, type InstallProgress, type Language } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import { fill } from '../../protocol/texts/fill'
import type { Services } from '../services'

/** Installs TensorFlow for Node once its person has read what is brought from where, and agreed; or removes it. */
export async function installTensorflow({ editor, sidecar, language }: Services): Promise<void> {
  const { say } = editor
  const chosen = await editor.pick<InstallableEngine | 'remove'>(say('pick.tensorflow'), [
    ...INSTALLABLE_ENGINES.map((engine) => ({
      label: INSTALLS[engine].package,
      description: say(engine === 'tensorflow' ? 'tensorflow.processor' : 'tensorflow.card'),
      detail: termsOf(engine, language),
      value: engine,
    })),
    { label: `$(trash) ${say('tensorflow.remove')}`, value: 'remove' as const },
  ])
  if (chosen === undefined) return
  if (chosen === 'remove') {
    const { wasThere } = await sidecar.request('gradlab/engines/uninstall', {})
    await editor.tell('information', cliTexts[wasThere ? 'install.removed' : 'install.nothing'][language], [])
    return
  }
  const { package: name } = INSTALLS[chosen]
  if (!(await editor.confirm(say('tensorflow.ask', { package: name }), termsOf(chosen, language), say('action.install')))) return
  const installed = await editor.withCancel(say('progress.install', { package: name }), async (signal, tell) => {
    const stopHearing = sidecar.onNotification('gradlab/engines/installing', (progress) => tell(wordsOf(progress, language)))
    const cancel = (): void => void sidecar.request('gradlab/engines/cancelInstall', {}).catch(() => undefined) // it ends with the connection, too
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await sidecar.request('gradlab/engines/install', { engine: chosen })
    } catch (thrown) {
      if (signal.aborted) return undefined // its person knows
      throw thrown
    } finally {
      stopHearing()
    }
  })
  if (installed) await editor.tell('information', fill(cliTexts['install.done'][language], { ...installed }), [])
}

function termsOf(engine: InstallableEngine, language: Language): string {
  const { package: name, downloadGb, diskGb } = INSTALLS[engine]
  const terms = fill(cliTexts['install.terms'][language], { package: name, download: downloadGb, disk: diskGb })
  return engine === 'tensorflow-gpu' ? `${terms} ${cliTexts['install.terms.gpu'][language]}` : terms
}

function wordsOf({ phase, bytes }: InstallProgress, language: Language): string {
  return fill(cliTexts[`install.${phase}`][language], { size: `${Math.round(bytes / 1e6)} MB` })
}
