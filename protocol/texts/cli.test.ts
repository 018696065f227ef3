import assert from 'node:assert/strict'
import { cliTexts } from './cli'
import { comparisonTexts } from './comparison'
import { reportTexts } from './report'

describe('texts of the command line, the report and comparisons', () => {
  const all = { ...cliTexts, ...reportTexts, ...comparisonTexts }
  it('have the same placeholders in both languages', () => {
    for (const [code, text] of Object.entries(all)) {
      const placeholders = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort()
      assert.deepEqual(placeholders(text['zh-cn']), placeholders(text.en), code)
    }
  })
  it('are translated, not copied', () => {
    const sameInBoth = ['takes.pairs', 'data.progress', 'compare.value', 'measured']
    for (const [code, text] of Object.entries(all)) if (!sameInBoth.includes(code)) assert.match(text['zh-cn'], /[\u3400-\u9fff]/, code)
  })
})
