import assert from 'node:assert/strict'
import { LANGUAGES } from '../../protocol'
import { comparisonTexts } from '../../protocol/texts/comparison'
import { comparisonPanelTexts } from './texts'

describe('texts of the comparison panel', () => {
  for (const [code, translated] of Object.entries(comparisonPanelTexts)) {
    it(`${code} stands in every language, with the same placeholders`, () => {
      const placeholders = LANGUAGES.map((language) => [...translated[language].matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
      assert.ok(LANGUAGES.every((language) => translated[language].trim() !== ''))
      assert.deepEqual(placeholders[1], placeholders[0])
    })
  }
  it('hide none that every output of a comparison shares', () => {
    assert.deepEqual(
      Object.keys(comparisonPanelTexts).filter((code) => code in comparisonTexts),
      [],
    )
  })
})
