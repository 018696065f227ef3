import assert from 'node:assert/strict'
import { exportCsv } from './exportCsv'
import { exportSvg } from './exportSvg'
import { foldStory } from './story'
import { syntheticEvents } from './syntheticRuns'

describe('exports', () => {
  const story = foldStory(syntheticEvents(0, 100))
  it('write every value as logged, NaN too, by RFC 4180', () => {
    const text = exportCsv([{ name: 'a,"b"', variant: 'innovation', seed: 3, story }], ['train/loss'])
    const rows = text.trimEnd().split('\r\n')
    assert.equal(rows.length, 101)
    assert.match(rows[1]!, /^"a,""b""",innovation,3,train\/loss,1,0\.\d{3},2025-01-02T03:04:05\.\d{3}Z,2\.\d+$/)
    assert.match(rows[60]!, /,60,.*,NaN$/)
  })
  it('draw well-formed SVG without anything that is not a number, names escaped', () => {
    const curve = story.curves.get('train/loss')!
    const text = exportSvg(
      [
        {
          metric: 'a<b',
          lines: [{ xs: curve.steps, values: curve.values, smoothed: undefined, color: '#123456', dash: [6, 3] }],
          options: { from: 1, to: 100, axis: 'step', isLog: false, isLogX: false },
        },
      ],
      [{ label: 'x & y', color: '#123456', dash: [] }],
    )
    assert.doesNotMatch(text, /NaN|Infinity|undefined|a<b|x & y/)
    assert.match(text, /^<svg xmlns.*<polygon .*<\/svg>\n$/s)
    assert.equal(text.match(/<g[ >]/g)!.length, text.match(/<\/g>/g)!.length)
  })
})
