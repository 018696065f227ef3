/**
 * The body of an e-mail as its writer meant it to be read: no headers, no transport encoding, no HTML, nothing that a list, a
 * provider or a reader's program added. What is left must not tell where the mail was collected, which in this corpus gives the label away.
 * @param {string} mail
 * @returns {string} paragraphs divided by an empty line
 */
export function mailBody(mail) {
  return tidy(withoutAdditions(textOf(mail.replace(/\r\n?/g, '\n'))))
}

/** @param {string} entity headers, an empty line, a body @param {number} [depth] @returns {string} */
function textOf(entity, depth = 0) {
  const end = entity.search(/\n[ \t]*\n/)
  if (end === -1 || depth > 4) return ''
  const headers = entity.slice(0, end).replace(/\n[ \t]+/g, ' ')
  const body = entity.slice(end).replace(/^\n[ \t]*\n/, '')
  const type = /^content-type:\s*([^;\s]+)/im.exec(headers)?.[1]?.toLowerCase() ?? 'text/plain'
  if (type.startsWith('multipart/')) {
    const boundary = /boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/i.exec(headers)
    const mark = boundary?.[1] ?? boundary?.[2]
    if (mark === undefined) return ''
    const parts = `\n${body}`
      .split(`\n--${mark}`)
      .slice(1)
      .filter((part) => !part.startsWith('--'))
      .map((part) => part.replace(/^[ \t]*\n?/, ''))
    // A part without headers begins with its empty line.
    const texts = parts.map((part) => ({
      html: /^content-type:\s*text\/html/im.test(part.slice(0, part.search(/\n[ \t]*\n/) + 1)),
      text: textOf(`\n${part}`.replace(/^\n+(?=\S)/, ''), depth + 1) || '',
    }))
    return (texts.find(({ html, text }) => !html && text.trim() !== '') ?? texts.find(({ text }) => text.trim() !== ''))?.text ?? ''
  }
  if (type === 'message/rfc822') return textOf(body, depth + 1)
  if (!type.startsWith('text')) return ''
  const decoded = decode(body, /^content-transfer-encoding:\s*(\S+)/im.exec(headers)?.[1]?.toLowerCase())
  return type === 'text/html' || /<(html|body|table|font|br|p)\b[^>]*>/i.test(decoded) ? withoutMarkup(decoded) : decoded
}

/** @param {string} body @param {string | undefined} encoding */
function decode(body, encoding) {
  if (encoding === 'base64') return Buffer.from(body.split(/\n\s*\n/)[0] ?? '', 'base64').toString('latin1')
  // Some spam is quoted-printable without saying so.
  if (encoding === 'quoted-printable' || /=\n|=3D|=20$/m.test(body)) {
    return body.replace(/=[ \t]*\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  }
  return body
}

/** @type {Readonly<Record<string, string>>} */
const entities = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  bull: '•',
  middot: '·',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
}

/** @param {string} html */
function withoutMarkup(html) {
  return html
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .replace(/<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<(p|div|table|h[1-6]|ul|ol|blockquote|center|hr)\b[^>]*>|<\/(p|div|table|h[1-6]|ul|ol|blockquote|center)\s*>/gi, '\n\n')
    .replace(/<(br|tr|li)\b[^>]*>|<\/(tr|li)\s*>/gi, '\n')
    .replace(/<\/?[a-z!][^>]*>?/gi, ' ')
    .replace(/&#(\d+);?/g, (_, code) => (Number(code) < 0x110000 ? String.fromCodePoint(Number(code)) : ' '))
    .replace(/&([a-z]+);?/gi, (whole, name) => entities[String(name).toLowerCase()] ?? whole)
}

/** From here to the end a list, a provider or a scanner speaks. */
const footers = [
  /^_{20,}\n[^\n]*mailing list\b/im,
  /^-{3,}[- ]*yahoo! groups sponsor/im,
  /^to unsubscribe from this group/im,
  /^your use of yahoo! groups/im,
  /^-{20,}\nthis (sf\.net|in|sourceforge)/im,
  /^this (sf\.net|sourceforge) email is sponsored/im,
  /^(_{20,}|-{20,})\n(do you yahoo|get your free|join the world|chat with friends|msn |send and receive hotmail|stop more spam|add photos)/im,
  /^(do you yahoo!\?|get your free @yahoo|join the world.s largest e-mail service|chat with friends online, try msn)/im,
  /^irish linux users.? group/im,
  /^[^\n]*\b(mailman\/listinfo|sourceforge\.net\/lists|lists\.sourceforge|xent\.com|linux\.ie\/)/im,
  /^[^\n]*\bmailing list\b[^\n]*\n[^\n]*(@|https?:)/im,
  /^to unsubscribe, (send|e-?mail|mail)/im,
  /^(-- ?)$/m, // a signature
  /^-+ ?original message ?-+/im,
  /^-+ ?forwarded (message|by)/im,
  /^-{5,}begin pgp signature/im,
  /^url: https?:[^\n]*\ndate: not supplied/im,
]

/** @param {string} text */
function withoutAdditions(text) {
  let rest = text.replace(/^-----BEGIN PGP SIGNED MESSAGE-----\n(hash:[^\n]*\n)?/im, '').replace(/^url: [^\n]*\ndate: [^\n]*\n/im, '') // how a news feed was turned into a mail
  for (const footer of footers) {
    const at = rest.search(footer)
    if (at !== -1) rest = rest.slice(0, at)
  }
  return (
    rest
      .replace(/^[^\n]*(\n[^\n]*)?\b(wrote|writes|said|schrieb)( thusly)?:?[ \t]*\n(?=\s*[>|:])/gim, '') // "On Monday A wrote:"
      .replace(/^\s{0,4}([>|:]|[A-Z]{1,3}>).*$/gm, '') // what is quoted
      .replace(/^(on|at|quoting) [^\n]{5,120}(\n[^\n]{0,80})?\b(wrote|writes|said):[ \t]*$/gim, '')
      .replace(/^[^\n]{0,80}\b(wrote|writes|said)( on [^\n]*)?:[ \t]*$/gim, '')
      // Headers of a mail within the mail, with the lines that go on with them.
      .replace(
        /^\s*(received|return-path|delivered-to|message-id|mime-version|content-[a-z-]+|references|in-reply-to|list-[a-z-]+|precedence|sender|errors-to|status|x-[a-z-]+):[^\n]*(\n[ \t]+[^\n]*)*$/gim,
        '',
      )
      .replace(/^\s*(from|to|cc|date|sent|subject|reply-to|organization):[^\n]*$/gim, '')
  )
}

/** @param {string} text */
function tidy(text) {
  return text
    .replace(/\b(https?|ftp):\/\/[^\s<>"')\]]+/gi, 'URL')
    .replace(/\bwww\.[^\s<>"')\]]+/gi, 'URL')
    .replace(/\b(mailto:)?[\w.+=-]+@[\w-]+(\.[\w-]+)+\b/gi, 'EMAIL')
    .replace(/\b[\w-]+(\.[\w-]+)*\.(com|net|org|edu|gov|ie|co\.uk)\b/gi, 'URL')
    .replace(
      /\b(spam-?assassin(-talk|-devel|-sightings)?|sa-talk|razor-users|exmh(-workers|-users)?|ilug|rpm-list|zzzzteana|zzzz|fork|0xdeadbeef|netnoteinc|jmason|yyyy|taint)\b/gi,
      'LIST',
    )
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ')
    .replace(/(?<=[a-z])[\ufffd\u0092](?=(s|t|d|m|re|ve|ll)\b)/gi, "'") // an apostrophe whose encoding was lost
    .replace(/\ufffd/g, '')
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/^[ ]*[-=_*~#+.\/\\|<>^: ]{3,}[ ]*$/gm, '') // rules and boxes drawn with signs
    .replace(/([-=_*~#.+!]{4})\1*[-=_*~#.+!]*/g, '$1')
    .replace(/^ +| +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
