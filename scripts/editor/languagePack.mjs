import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lets the editor be in a language whose language pack is not on the npm registry: the editor's own words stay English, an
 * extension is told the language and brings its own.
 * @param {string} userData
 * @param {'zh-cn'} language
 */
export function writeLanguagePack(userData, language) {
  const words = join(userData, 'languagepack.i18n.json')
  mkdirSync(userData, { recursive: true })
  writeFileSync(words, JSON.stringify({ version: '1.0.0', contents: {} }))
  const pack = {
    hash: language,
    extensions: [{ extensionIdentifier: { id: `gradlab.language-${language}` }, version: '1.0.0' }],
    translations: { vscode: words },
    label: language,
  }
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }))
}
