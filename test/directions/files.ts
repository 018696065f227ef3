import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { LANGUAGES, type Direction } from '../../protocol'
import type { ScaffoldFolder } from './scaffolds'

const text = v.pipe(v.string(), v.trim(), v.minLength(1))
const translated = v.strictObject({ en: text, 'zh-cn': v.pipe(text, v.regex(/[\u3400-\u9fff]/, 'it is not Chinese')) })
const direction: v.GenericSchema<Direction> = v.strictObject({
  id: text,
  group: v.picklist(['architecture', 'training', 'fusion']),
  title: translated,
  idea: translated,
  papers: v.pipe(v.array(v.strictObject({ title: text, id: text })), v.minLength(1)),
  keywords: v.pipe(v.array(text), v.minLength(1)),
  scaffolds: v.pipe(v.array(v.strictObject({ id: text, title: translated, data: text, otherData: v.array(text) })), v.minLength(1)),
})

export function readDirection({ folder }: ScaffoldFolder): Direction {
  return v.parse(direction, JSON.parse(readFileSync(join(folder, '../direction.json'), 'utf8')))
}

export function checkDirection(scaffold: ScaffoldFolder): void {
  const { id, scaffolds } = readDirection(scaffold)
  assert.equal(id, scaffold.direction, 'direction.json has the id of another folder')
  const ids = scaffolds.map((entry) => entry.id)
  assert.ok(ids.includes(scaffold.scaffold), `direction.json knows ${ids.join(', ')}, not ${scaffold.scaffold}`)
  assert.ok(existsSync(join(scaffold.folder, '../picture.svg')), 'there is no picture.svg')
}

export function checkReadmes({ folder }: ScaffoldFolder): void {
  for (const language of LANGUAGES) {
    const name = language === 'en' ? 'README.md' : `README.${language}.md`
    assert.ok(existsSync(join(folder, name)), `there is no ${name}`)
    const isChinese = /[\u3400-\u9fff]/.test(readFileSync(join(folder, name), 'utf8'))
    assert.equal(isChinese, language === 'zh-cn', `${name} is in the wrong language`)
  }
}

export const longestModel = 250

export function checkModelFile({ folder }: ScaffoldFolder): void {
  const source = readFileSync(join(folder, 'model.ts'), 'utf8')
  const lines = source.trimEnd().split('\n').length
  assert.ok(lines <= longestModel, `model.ts has ${lines} lines`)
  const head = /^\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? ''
  for (const word of ['Claim', 'Papers', 'Symbols', 'Axes', 'Cost', 'Result']) assert.match(head, new RegExp(`^ \\* ${word} `, 'm'), `the head has no ${word}`)
  assert.ok(source.includes('// --- Innovation: change this ---'), 'nothing marks the innovation')
}
