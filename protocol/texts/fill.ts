/** Puts `context` into a text's {placeholders}. A placeholder without a value stays, so that a missing one is seen. */
export function fill(text: string, context: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(context, key) ? String(context[key]) : whole))
}
