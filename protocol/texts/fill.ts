import type { Language } from '../language'
import { phrases, type Phrase } from './phrases'

/** What stands for a placeholder: a number, text as it is, or text that depends on the reader's language. */
export type FillValue = string | number | Phrase

/**
 * Puts `context` into a text's {placeholders}; a phrase's own placeholders are filled from the same context. A placeholder
 * without a value stays, so that a missing one is seen.
 */
export function fill(text: string, context: Readonly<Record<string, FillValue>>, language: Language = 'en'): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => {
    const value = Object.hasOwn(context, key) ? context[key] : undefined
    if (value === undefined) return whole
    return typeof value === 'object' ? fill(phrases[value.phrase][language], context, language) : String(value)
  })
}
