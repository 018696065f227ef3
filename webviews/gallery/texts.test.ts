import assert from 'node:assert/strict'
import { LANGUAGES } from '../../protocol'
import { galleryTexts, sayIn } from './texts'

describe("the gallery's texts", () => {
  for (const [key, text] of Object.entries(galleryTexts)) {
    it(`"${key}" is complete, with the same placeholders in each language`, () => {
      const placeholders = LANGUAGES.map((language) => [...text[language].matchAll(/\{\w+\}/g)].map(String).sort())
      for (const language of LANGUAGES) assert.ok(text[language].trim(), language)
      assert.deepEqual(placeholders[0], placeholders[1])
      assert.match(text['zh-cn'], /\p{Script=Han}/u)
    })
  }

  it('are filled in the language asked for', () => {
    assert.equal(sayIn('en')('count.some', { count: 2, total: 18 }), '2 of 18')
    assert.equal(sayIn('zh-cn')('count.some', { count: 2, total: 18 }), '18 个中的 2 个')
  })
})
