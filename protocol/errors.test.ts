import assert from 'node:assert/strict'
import { asGradlabError, describeError, exitCodeOf, GradlabError, type ErrorCode } from './errors'
import { LANGUAGES, languageOf } from './language'
import { errorTexts } from './texts/errors'
import { fill } from './texts/fill'
import { phrases } from './texts/phrases'

const codes = Object.keys(errorTexts) as ErrorCode[]
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe('error texts', () => {
  for (const code of codes) {
    it(`${code} says what went wrong and what to do, in both languages, with the same values`, () => {
      const [en, zh] = [errorTexts[code].en, errorTexts[code]['zh-cn']]
      for (const text of [en.message, en.suggestion, zh.message, zh.suggestion]) assert.ok(text.trim().length > 0)
      assert.deepEqual(placeholders(zh.message), placeholders(en.message))
      assert.deepEqual(placeholders(zh.suggestion), placeholders(en.suggestion))
      assert.match(code, /^[a-z]+(\/[a-z-]+)?$/)
      assert.doesNotMatch(en.message + en.suggestion, /[\u3400-\u9fff]/)
      const prose = (zh.message + zh.suggestion).replace(/\{\w+\}|`[^`]*`/g, '')
      assert.ok(/[\u3400-\u9fff]/.test(prose) || !/[A-Za-z]{3}/.test(prose), `not Chinese: ${prose}`)
    })
  }
})

describe('an error of a comparison', () => {
  it('tells what to do in a terminal and in an editor alike: it names no option and no command', () => {
    for (const code of codes.filter((each) => each.startsWith('comparison/'))) {
      const { en, 'zh-cn': zh } = errorTexts[code]
      for (const text of [en, zh].flatMap(({ message, suggestion }) => [message, suggestion])) assert.doesNotMatch(text, /--\w|gradlab |command|命令/, code)
    }
  })
})

describe('phrases', () => {
  for (const [code, { en, 'zh-cn': zh }] of Object.entries(phrases)) {
    it(`${code} is in both languages, with the same values`, () => {
      assert.ok(en.length > 0 && /[\u3400-\u9fff]/.test(zh))
      assert.deepEqual(placeholders(zh), placeholders(en))
    })
  }
})

describe('fill', () => {
  it('puts values where their names stand, each time, and leaves a name without a value to be seen', () => {
    assert.equal(fill('{a} and {b} and {a}, {c}', { a: 'x', b: 0 }), 'x and 0 and x, {c}')
  })
  it('does not read a value as a text with names of its own', () => {
    assert.equal(fill('{a}{b}', { a: '{b}', b: '$&' }), '{b}$&')
  })
  it('leaves a name that every object has', () => {
    assert.equal(fill('{constructor} {toString}', {}), '{constructor} {toString}')
  })
})

describe('an error', () => {
  const where = { file: 'model.ts', line: 3, column: 7, text: 'const a = b' }

  it('carries its English sentence as the message, and its suggestion', () => {
    const error = new GradlabError('hyper/range', { key: 'rate', value: 3, min: 0, max: 1 })
    assert.equal(error.message, 'rate = 3 is out of range: it takes 0 to 1.')
    assert.match(error.suggestion, /in between/)
    assert.ok(error instanceof Error)
  })

  it('crosses a process twice and loses nothing', () => {
    const data = JSON.parse(
      JSON.stringify(new GradlabError('source/axes', { spec: 'B C', shape: '3' }, { cause: new TypeError('deep down'), where }).toData()),
    ) as ReturnType<GradlabError['toData']>
    assert.match(data.detail!, /TypeError: deep down\n.*errors\.test\.ts/s)
    const again = GradlabError.fromData(data)
    assert.equal(again.message, 'Expected a tensor of axes [B C], got shape [3].')
    assert.deepEqual(again.where, where)
    assert.deepEqual(GradlabError.fromData(again.toData()).toData(), data)
  })

  it('is described in each language, with its place', () => {
    const error = new GradlabError('data/path', { path: 'x.csv' }, { where }).toData()
    assert.deepEqual(describeError(error, 'en'), {
      message: 'There is no file or folder x.csv.',
      suggestion: 'Check the path given by --data.',
      place: 'model.ts:3:7',
    })
    assert.equal(describeError(error, 'zh-cn').message, '没有文件或文件夹 x.csv。')
    assert.equal(describeError(new GradlabError('data/path', { path: 'x' }).toData(), 'en').place, undefined)
  })

  it('is made of any thrown value, and stays itself where it is ours', () => {
    const ours = new GradlabError('internal', { problem: 'x' })
    assert.equal(asGradlabError(ours), ours)
    for (const [thrown, problem] of [
      [new TypeError('no'), 'no'],
      ['text', 'text'],
      [undefined, 'undefined'],
      [null, 'null'],
    ] as const) {
      const made = asGradlabError(thrown)
      assert.equal(made.code, 'internal')
      assert.equal(made.context['problem'], problem)
      assert.equal(made.cause, thrown)
    }
  })

  it('ends a command with 2 where it was refused before anything ran, else with 1', () => {
    for (const [code, expected] of [
      ['usage/command', 2],
      ['direction/unknown', 2],
      ['folder/not-empty', 2],
      ['experiment/missing', 2],
      ['hyper/value', 2],
      ['variant/unknown', 2],
      ['run/unknown', 2],
      ['engine/unusable', 2],
      ['source/syntax', 1],
      ['source/non-finite', 1],
      ['data/missing', 1],
      ['disk/full', 1],
      ['checkpoint/damaged', 1],
      ['child/crashed', 1],
      ['internal', 1],
    ] as const) {
      assert.equal(exitCodeOf(code), expected, code)
    }
  })
})

describe('languageOf', () => {
  for (const [locale, expected] of [
    ['zh_CN.UTF-8', 'zh-cn'],
    ['zh-cn', 'zh-cn'],
    ['ZH', 'zh-cn'],
    ['zh-Hant-TW', 'zh-cn'],
    ['en', 'en'],
    ['de_DE', 'en'],
    ['C', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ] as const) {
    it(`${String(locale)} → ${expected}`, () => {
      assert.equal(languageOf(locale), expected)
      assert.ok(LANGUAGES.includes(expected))
    })
  }
})
