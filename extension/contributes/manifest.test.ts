import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Translated } from '../../protocol'
import { errorTexts } from '../../protocol/texts/errors'
import { runtimeTexts } from '../texts'
import { commands } from './commands'
import { manifestTexts } from './manifest'
import { menus, type MenuItem } from './menus'

const repository = join(__dirname, '..', '..')
const readJson = (path: string) => JSON.parse(readFileSync(join(repository, path), 'utf8')) as Record<string, string>

/** Every pair of texts the extension can show, by name. */
const pairs: readonly (readonly [name: string, text: Translated])[] = [
  ...manifestTexts(),
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
    const hasWords = (text: string) => /[a-z]{3}/i.test(text.replace(/\{[^}]*\}|`[^`]*`|Gradlab/g, ''))
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

describe('the commands', () => {
  it('that stand in a menu by an icon have one', () => {
    const items: readonly MenuItem[] = Object.values(menus).flat()
    const shown = items.filter(({ group }) => group?.startsWith('inline') || group?.startsWith('navigation')).map(({ command }) => command)
    const icons = commands.flatMap((command) => ('icon' in command ? [command.id] : []))
    assert.ok(shown.length > 0)
    assert.deepEqual(
      shown.filter((id) => !icons.some((known) => known === id)),
      [],
    )
  })
})
