import assert from 'node:assert/strict'
import { pictureAddress, recolor, type PictureTheme } from './picture'

const values: Readonly<Record<string, string>> = { '--vscode-foreground': '#ccc', '--vscode-font-family': '"Fira Sans", sans-serif' }
const theme: PictureTheme = { foreground: '#ccc', isDark: true, valueOf: (name) => values[name] ?? null }

describe('a picture in the colors of the theme', () => {
  for (const [what, before, after] of [
    [
      'takes the foreground for currentColor',
      '<svg viewBox="0 0 1 1"><path stroke="currentColor"/></svg>',
      '<svg color="#ccc" viewBox="0 0 1 1"><path stroke="currentColor"/></svg>',
    ],
    ['keeps a color that the picture gives itself', '<svg color="red"/>', '<svg color="red"/>'],
    ['takes the value of a variable', '<g fill="var(--vscode-foreground)"/>', '<g fill="#ccc"/>'],
    ['takes the value and not the fallback', '<g fill="var( --vscode-foreground , #111)"/>', '<g fill="#ccc"/>'],
    ['takes the fallback of a variable that the theme lacks', '<g fill="var(--vscode-charts-blue, #2f7de1)"/>', '<g fill="#2f7de1"/>'],
    ['takes a fallback within a fallback', '<g fill="var(--a, var(--b, rgb(1, 2, 3)))" stroke="var(--c)"/>', '<g fill="rgb(1, 2, 3)" stroke="currentColor"/>'],
    ['takes a known variable within a fallback', '<g fill="var(--a, var(--vscode-foreground))"/>', '<g fill="#ccc"/>'],
    ['writes quotes so that they end no attribute', '<text font-family="var(--vscode-font-family)"/>', '<text font-family="&#34;Fira Sans&#34;, sans-serif"/>'],
    ['leaves alone what never closes', '<text>var(--x</text>', '<text>var(--x</text>'],
    ['has nothing to do with words such as var', '<text>a var of (two)</text>', '<text>a var of (two)</text>'],
    [
      'answers what the desktop prefers with the theme',
      '<style>@media (prefers-color-scheme: dark) {} @media (prefers-color-scheme:light) {}</style>',
      '<style>@media (min-width: 0) {} @media (max-width: 0) {}</style>',
    ],
  ] as const) {
    it(what, () => assert.equal(recolor(before, theme), after))
  }

  it('is the other way round in a light theme', () => {
    assert.equal(recolor('@media (prefers-color-scheme: dark) {}', { ...theme, isDark: false }), '@media (max-width: 0) {}')
  })

  it('is an address that holds the whole picture, in any script', () => {
    const address = pictureAddress('<svg><text>注意力 #1 50 % "x"</text></svg>', theme)
    assert.match(address, /^data:image\/svg\+xml;charset=utf-8,[^\s"#<>]+$/)
    assert.equal(decodeURIComponent(address.slice(address.indexOf(',') + 1)), '<svg color="#ccc"><text>注意力 #1 50 % "x"</text></svg>')
  })
})
