/** At most `most` of the items, evenly spread, the first and the last among them. */
export function thin<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!)
}
