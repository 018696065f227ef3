import assert from 'node:assert/strict'
import type { ComparisonEvent } from '../../../protocol'
import { armOf, judgeArms } from '../fixtures'
import { exportComparison, exportFormatOf } from './formats'

const low = [0.7, 0.71, 0.69]
const result: ComparisonEvent = {
  ...judgeArms([...armOf('baseline', low), ...armOf('innovation', [0.8, 0.82, 0.795], { parameters: 1500 }), ...armOf('no_<a> & 5%|x', [0.69, 0.7, 0.7])]),
  experiment: 'mine',
  besideIt: {
    innovation: [{ metric: 'test/loss', better: 'lower', variant: 0.5, baseline: 0.75, difference: { mean: -0.25, low: -0.3, high: -0.2 } }],
  },
  atEqualSeconds: { innovation: { metric: 'validation/accuracy', seconds: 12, variant: 0.7, baseline: 0.6, difference: 0.1 } },
}
const markdown = exportComparison('x.md', result, 'en')
const latex = exportComparison('x.tex', result, 'en')
const svg = exportComparison('x.svg', result, 'en')

describe('an export of a comparison', () => {
  it('is known by the end of its file’s name', () => {
    assert.deepEqual(['a.md', 'a.b.TEX', '/x/y.svg', 'a.pdf', 'md'].map(exportFormatOf), ['md', 'tex', 'svg', undefined, undefined])
  })

  it('in Markdown is one table, a row an arm, and a sentence a variant with its doubts', () => {
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
    assert.equal(rows.length, 2 + 3)
    const columns = (row: string): number => row.replaceAll('\\|', '').split('|').length
    for (const row of rows) assert.equal(columns(row), columns(rows[0]!), row)
    assert.match(rows[2]!, /^\| baseline \| 0\.7 \| – \| – \| – \| 0\.7 0\.71 0\.69 \| 1,000 \| 5,000 \| 2\.0 \|$/)
    assert.match(rows[3]!, /^\| innovation \| 0\.805 \| \+0\.105 \| .* … .* \| helps \|/)
    assert.match(markdown, /- innovation: helps\..* But the arms differ in parameters by more than 2 %\./)
    assert.match(markdown, /- Beside it, innovation: test\/loss 0\.5 against 0\.75, −0\.25 \(lower is better\); 95 % interval −0\.3 to −0\.2\./)
    assert.match(markdown, /- At equal seconds \(12 s\): validation\/accuracy 0\.7 against 0\.6\./)
    assert.ok(markdown.includes('no\\_\\<a\\> & 5%\\|x'))
  })

  it('in LaTeX is a table in which nothing of the user’s is markup', () => {
    assert.match(latex, /\\begin\{tabular\}\{lrrrlrrrr\}/)
    assert.ok(latex.includes('no\\_\\textless{}a\\textgreater{} \\& 5\\%\\textbar{}x & '), 'LaTeX’ default encoding has other signs at <, > and |')
    for (const environment of ['table', 'tabular']) {
      assert.equal(latex.split(`\\begin{${environment}}`).length, 2)
      assert.equal(latex.split(`\\end{${environment}}`).length, 2)
    }
    const body = latex.split('\n').filter((line) => line.endsWith('\\\\'))
    assert.equal(body.length, 4)
    for (const line of body) assert.equal(line.replaceAll('\\&', '').split(' & ').length, 9, line)
    assert.equal((latex.match(/(?<!\\)\{/g) ?? []).length, (latex.match(/(?<!\\)\}/g) ?? []).length)
    assert.doesNotMatch(latex, /[−–…]|(?<!\\)[%#](?! \\usepackage)/)
  })

  it('in SVG has a dot a pair, an interval a variant, colours for light and dark, and everything in words', () => {
    assert.equal((svg.match(/class="seed"/g) ?? []).length, 6)
    assert.equal((svg.match(/class="interval"/g) ?? []).length, 2)
    assert.match(svg, /prefers-color-scheme:dark/)
    assert.match(svg, /<desc id="about">innovation: helps\./)
    assert.ok(svg.includes('no_&lt;a&gt; &amp; 5%|x'))
    const xs = [...svg.matchAll(/(?:cx|x1|x2)="([\d.-]+|NaN)"/g)].map(([, x]) => Number(x))
    for (const x of xs) assert.ok(x >= 220 && x <= 688, `${x}`)
    assert.match(svg, /class="zero"/)
    assert.match(svg, / \(higher is better\)</)
    assert.match(exportComparison('x.svg', result, 'zh-cn'), /[^ ]（越高越好）</)
  })
  it('marks a mean and a difference that rest on a run that did not reach its target', () => {
    const { baseline, innovation } = result.variants
    const censored = {
      ...result,
      variants: { ...result.variants, baseline: { ...baseline!, censored: [0, 1] }, innovation: { ...innovation!, censored: [1, 2] } },
    }
    const drawn = exportComparison('x.svg', censored, 'en')
    const titles = [...drawn.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) => title)
    assert.deepEqual(titles.slice(0, 3), ['0: ≤+0.1', '1: ≷+0.11', '2: ≥+0.105'])
    assert.match(drawn, /class="dim">helps ≷\+0\.105</)
    const table = exportComparison('x.md', censored, 'en')
    assert.match(table, /\| baseline \| ≥0\.7 \| – \|/)
    assert.match(table, /\| innovation \| ≥0\.805 \| ≷\+0\.105 \|/)
    assert.match(table, /\| ≤−0\.00333 \|/)
    const typeset = exportComparison('x.tex', censored, 'en')
    assert.ok(typeset.includes('innovation & $\\ge$0.805 & $\\stackrel{>}{<}$+0.105 &'))
    assert.ok(typeset.includes(' & $\\le$$-$0.00333 &'))
  })
  it('says why an arm has no multiply-adds, and writes no 0 for it', () => {
    const none = { ...result, variants: { ...result.variants, baseline: { ...result.variants['baseline']!, multiplyAdds: 0 } } }
    assert.match(exportComparison('x.md', none, 'en'), /^\| baseline .*\| 1,000 \| – \| 2\.0 \|\n[^]*\n- Multiply-adds are counted .* none in baseline\.\n$/m)
    assert.match(exportComparison('x.tex', none, 'zh-cn'), /1,000 & -- & 2\.0[^]*乘加次数只统计矩阵乘法与卷积；baseline 没有计到。/)
    assert.doesNotMatch(markdown, /Multiply-adds/)
  })
  it('in SVG puts a dot where its difference is on the scale', () => {
    const ticks = [...svg.matchAll(/text-anchor="middle" x="([\d.]+)" y="\d+">([+−]?[\d.]+)</g)].map(([, x, label]) => [
      Number(x),
      Number(label!.replace('−', '-')),
    ])
    const [first, last] = [ticks[0]!, ticks.at(-1)!]
    const place = (value: number): number => first[0]! + ((value - first[1]!) / (last[1]! - first[1]!)) * (last[0]! - first[0]!)
    const dots = [...svg.matchAll(/class="seed" cx="([\d.]+)"/g)].map(([, x]) => Number(x))
    ;[0.1, 0.11, 0.105].forEach((difference, i) => assert.ok(Math.abs(dots[i]! - place(difference)) < 0.3))
  })

  it('of nothing finished is still a whole document, in Chinese too', () => {
    const empty = judgeArms([...armOf('baseline', [{ status: 'failed' }]), ...armOf('innovation', [{ status: 'failed' }])])
    for (const file of ['x.md', 'x.tex', 'x.svg']) {
      const text = exportComparison(file, empty, 'zh-cn')
      assert.match(text, /未见差异/)
      assert.doesNotMatch(text, /NaN|undefined|null/)
    }
  })
})
