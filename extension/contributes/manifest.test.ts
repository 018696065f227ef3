import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Translated } from '../../protocol'
import { errorTexts } from '../../protocol/texts/errors'
import { runtimeTexts } from '../texts'
import { commands } from './commands'
import { extensionTexts } from './extension'

const repository = join(__dirname, '..', '..')
const readJson = (path: string) => JSON.parse(readFileSync(join(repository, path), 'utf8')) as Record<string, string>

/** Every pair of texts the extension can show, by name. */
const pairs: readonly (readonly [name: string, text: Translated])[] = [
  ...commands.map(({ id, title }) => [id, title] as const),
  ...Object.entries(extensionTexts),
  ...Object.entries(runtimeTexts),
  ...Object.entries(errorTexts).flatMap(([code, text]) => [
    [`${code} message`, { en: text.en.message, 'zh-cn': text['zh-cn'].message }] as const,
    [`${code} suggestion`, { en: text.en.suggestion, 'zh-cn': text['zh-cn'].suggestion }] as const,
  ]),
]

describe('the strings of both languages', () => {
  it('are there for every key of package.json', () => {
    const keys = [...readFileSync(join(repository, 'package.json'), 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '')
    assert.ok(keys.length > 0)
    for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
      const texts = readJson(file)
      assert.deepEqual(
        keys.filter((key) => !texts[key]),
        [],
        file,
      )
    }
  })

  it('are there for everything said at run time', () => {
    const bundle = readJson('l10n/bundle.l10n.zh-cn.json')
    assert.deepEqual(
      Object.values(runtimeTexts).filter(({ en }) => !bundle[en]),
      [],
    )
  })

  it('are Chinese in Chinese and not in English', () => {
    const han = /\p{Script=Han}/u
    // A text that is all placeholders and names has nothing to translate.
    const hasWords = (text: string) => /[a-z]{3}/i.test(text.replace(/\{[^}]*\}|`[^`]*`/g, ''))
    const wrong = pairs.filter(([, text]) => han.test(text.en) || (hasWords(text.en) && !han.test(text['zh-cn'])))
    assert.deepEqual(wrong, [])
  })

  it('have the same placeholders', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
    for (const [name, text] of pairs) assert.deepEqual(placeholders(text['zh-cn']), placeholders(text.en), name)
  })

  it('have one English text for one Chinese at run time, since the English text is the key', () => {
    const english = Object.values(runtimeTexts).map(({ en }) => en)
    assert.equal(new Set(english).size, english.length)
  })
})
