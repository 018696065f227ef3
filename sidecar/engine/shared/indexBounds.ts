/** The smallest and the largest of a tensor's whole numbers; `[0, -1]` where it has none. What a data id names never changes, so it is looked through once. */
export function indexBounds(dataId: object, read: () => ArrayLike<number>): readonly [least: number, most: number] {
  const known = bounds.get(dataId)
  if (known) return known
  const values = read()
  let [least, most] = values.length > 0 ? [values[0]!, values[0]!] : [0, -1]
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    else if (value > most) most = value
  }
  const found = [least, most] as const
  bounds.set(dataId, found)
  return found
}
const bounds = new WeakMap<object, readonly [number, number]>()
