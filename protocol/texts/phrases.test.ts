import assert from 'node:assert/strict'
import { describeError, GradlabError } from '../errors'
import { errorTexts } from './errors'
import { fill } from './fill'
import { phrases } from './phrases'

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('texts of errors', () => {
  it('have the same placeholders in both languages', () => {
    for (const [code, { en, 'zh-cn': zh }] of Object.entries(errorTexts))
      assert.deepEqual(placeholders(zh.message + zh.suggestion), placeholders(en.message + en.suggestion), code)
    for (const [code, { en, 'zh-cn': zh }] of Object.entries(phrases)) assert.deepEqual(placeholders(zh), placeholders(en), code)
  })

  it("put a phrase into the reader's language, its placeholders filled from the same context", () => {
    const error = new GradlabError('experiment/broken', { file: 'a.json', problem: { phrase: 'file/field' }, field: 'data', expected: 'string', got: '5' })
    assert.equal(error.message, 'a.json cannot be read: "data" should be string, not 5')
    assert.equal(describeError(error.toData(), 'zh-cn').message, '无法读取 a.json：“data”应为 string，得到的是 5')
  })

  it('keep a placeholder that has no value, so that it is seen', () => {
    assert.equal(fill('{a} and {toString}', { a: 1 }), '1 and {toString}')
  })
})
