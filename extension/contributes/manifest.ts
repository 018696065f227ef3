import { LANGUAGES, type Language, type Translated } from '../../protocol'
import { panelKinds, panelType } from '../panels/kinds'
import { runtimeTexts } from '../texts'
import { commands, type CommandId } from './commands'
import { extensionTexts } from './extension'
import { menus } from './menus'
import { settings } from './settings'
import { container, views, welcomes } from './views'

/** What package.json says of the editor's side. Its titles are keys, which the package.nls files put into each language. */
export function generated(snippetFiles: readonly string[]): object {
  return {
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description: '%extension.untrusted%',
        restrictedConfigurations: settings.filter(({ isRestricted }) => isRestricted).map(({ id }) => id),
      },
      virtualWorkspaces: { supported: false, description: '%extension.virtual%' },
    },
    // Commands and views activate by themselves.
    activationEvents: ['workspaceContains:**/.gradlab/experiment.json', ...panelKinds.map((kind) => `onWebviewPanel:${panelType(kind)}`)],
    contributes: contributes(snippetFiles),
  }
}

function contributes(snippetFiles: readonly string[]): object {
  return {
    commands: commands.map((command) => ({
      command: command.id,
      title: `%${command.id}%`,
      category: 'Gradlab',
      ...('icon' in command && { icon: command.icon }),
    })),
    menus,
    viewsContainers: { activitybar: [{ id: container.id, title: '%container%', icon: container.icon }] },
    views: {
      [container.id]: views.map((view) => ({
        ...('type' in view && { type: view.type }),
        id: view.id,
        name: `%${view.id}%`,
        icon: view.icon,
        visibility: view.visibility,
      })),
    },
    viewsWelcome: welcomes.map(({ view, when }, index) => ({ view, contents: `%welcome.${index}%`, when })),
    configuration: {
      title: 'Gradlab',
      properties: Object.fromEntries(settings.map(({ id, schema }) => [id, { ...schema, markdownDescription: `%${id}%` }])),
    },
    ...(snippetFiles.length > 0 && { snippets: snippetFiles.map((path) => ({ language: 'typescript', path })) }),
  }
}

/** Every pair of texts that package.json refers to, by key. */
export function manifestTexts(): readonly (readonly [key: string, text: Translated])[] {
  return [
    ...Object.entries(extensionTexts).map(([key, text]) => [`extension.${key}`, text] as const),
    ...commands.map(({ id, title }) => [id, title] as const),
    ['container', container.title],
    ...views.map(({ id, name }) => [id, name] as const),
    ...welcomes.map(({ text, buttons }, index) => [`welcome.${index}`, welcomeText(text, buttons)] as const),
    ...settings.map(({ id, description }) => [id, description] as const),
  ]
}

/** The files that hold strings: package.nls for the manifest, the l10n bundle for `vscode.l10n.t`, whose keys are the English texts. */
export function textFiles(): Record<string, Record<string, string>> {
  const textsIn = (language: Language) => Object.fromEntries(manifestTexts().map(([key, text]) => [key, text[language]]))
  const files = LANGUAGES.map((language) => [`package.nls${language === 'en' ? '' : `.${language}`}.json`, textsIn(language)] as const)
  const bundle = Object.fromEntries(Object.values(runtimeTexts).map((text) => [text.en, text['zh-cn']]))
  return { ...Object.fromEntries(files), 'l10n/bundle.l10n.zh-cn.json': bundle }
}

/** A link alone on its line is a button. */
function welcomeText(text: Translated, buttons: readonly CommandId[]): Translated {
  const inLanguage = (language: Language): string => {
    const titleOf = (id: CommandId): string => commands.find((command) => command.id === id)!.title[language]
    return [text[language], ...buttons.map((id) => `[${titleOf(id)}](command:${id})`)].join('\n')
  }
  return { en: inLanguage('en'), 'zh-cn': inLanguage('zh-cn') }
}
