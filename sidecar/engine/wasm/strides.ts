/** One axis of a walk through memory: how many steps, and how many values each is long. A stride of 0 stays, a negative one goes backwards. */
export interface Axis {
  readonly size: number
  readonly stride: number
}

/** A walk as the functions of assembly/move.ts take it: four sizes, four strides, and how many values in a row stay together. */
export type Walk = readonly number[]

/** @returns undefined where more than four axes are left after those of size 1 are dropped and neighbors that continue each other are merged */
export function walkAlong(axes: readonly Axis[]): Walk | undefined {
  const merged = mergeAxes(axes)
  const last = merged.at(-1)
  const width = last?.stride === 1 ? last.size : 1
  if (last?.stride === 1) merged.pop()
  if (merged.length > 4) return undefined
  while (merged.length < 4) merged.unshift({ size: 1, stride: 0 })
  return [...merged.map(({ size }) => size), ...merged.map(({ stride }) => stride), width]
}

/** Without axes of size 1, neighbors that continue each other merged. */
export function mergeAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = []
  for (const axis of axes) {
    if (axis.size === 1) continue
    const previous = merged.at(-1)
    if (previous && previous.stride === axis.stride * axis.size) merged[merged.length - 1] = { size: previous.size * axis.size, stride: axis.stride }
    else merged.push(axis)
  }
  return merged
}

/** Values between neighbors along each axis. */
export function stridesOf(shape: number[]): number[] {
  const strides = new Array<number>(shape.length)
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}
