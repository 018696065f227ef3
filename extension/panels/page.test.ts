import assert from 'node:assert/strict'
import { contentSecurityPolicy, pageOf } from './page'

describe("a panel's page", () => {
  const page = pageOf({
    kind: 'curves',
    title: 'A & "B"',
    language: 'zh-cn',
    nonce: 'n0nce',
    cspSource: 'https://webview.example',
    script: 'https://webview.example/curves.js?a=1&b="',
    style: 'https://webview.example/curves.css',
  })

  it('allows nothing by default, and scripts by nonce only', () => {
    const policy: Record<string, string[]> = Object.fromEntries(
      contentSecurityPolicy('https://webview.example', 'n0nce')
        .split('; ')
        .map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)] as const),
    )
    assert.deepEqual(policy['default-src'], ["'none'"])
    assert.deepEqual(policy['script-src'], ["'nonce-n0nce'"])
    assert.ok(!Object.values(policy).flat().includes("'unsafe-inline'"))
    assert.ok(!Object.values(policy).flat().includes("'unsafe-eval'"))
    assert.equal('connect-src' in policy, false)
  })

  it('holds one script and one style sheet, with the nonce, and no inline code', () => {
    assert.deepEqual([...page.matchAll(/<script[^>]*>/g)].length, 1)
    assert.match(page, /<script nonce="n0nce" src="https:\/\/webview.example\/curves.js\?a=1&#38;b=&#34;"><\/script>/)
    assert.doesNotMatch(page, /\son\w+=|javascript:|style="/)
    assert.match(page, /<html lang="zh-CN">/)
  })
})
