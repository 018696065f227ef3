import assert from 'node:assert/strict'
import { LANGUAGES } from '../../protocol'
import { figuresTexts } from '../figures/texts'
import { curvesTexts } from './texts'

describe('texts of curves and figures', () => {
  for (const [code, translated] of Object.entries({ ...curvesTexts, ...figuresTexts })) {
    it(`${code} stands in every language, with the same placeholders`, () => {
      const placeholders = LANGUAGES.map((language) => [...translated[language].matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
      assert.ok(LANGUAGES.every((language) => translated[language].trim() !== ''))
      assert.deepEqual(placeholders[1], placeholders[0])
    })
  }
})
