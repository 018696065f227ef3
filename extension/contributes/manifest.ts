import { LANGUAGES, type Language } from '../../protocol'
import { runtimeTexts } from '../texts'
import { commands } from './commands'
import { extensionTexts } from './extension'

/** package.json's `contributes`. Its titles are keys, which the package.nls files put into each language. */
export function contributes(snippetFiles: readonly string[]): object {
  return {
    commands: commands.map((command) => ({
      command: command.id,
      title: `%${command.id}%`,
      category: 'Gradlab',
      ...('icon' in command && { icon: command.icon }),
    })),
    ...(snippetFiles.length > 0 && { snippets: snippetFiles.map((path) => ({ language: 'typescript', path })) }),
  }
}

/** The files that hold strings: package.nls for the manifest, the l10n bundle for `vscode.l10n.t`, whose keys are the English texts. */
export function textFiles(): Record<string, Record<string, string>> {
  const files = LANGUAGES.map((language) => [`package.nls${language === 'en' ? '' : `.${language}`}.json`, manifestTexts(language)] as const)
  const bundle = Object.fromEntries(Object.values(runtimeTexts).map((text) => [text.en, text['zh-cn']]))
  return { ...Object.fromEntries(files), 'l10n/bundle.l10n.zh-cn.json': bundle }
}

function manifestTexts(language: Language): Record<string, string> {
  const ofExtension = Object.entries(extensionTexts).map(([key, text]) => [`extension.${key}`, text[language]])
  const ofCommands = commands.map(({ id, title }) => [id, title[language]])
  return Object.fromEntries([...ofExtension, ...ofCommands]) as Record<string, string>
}
