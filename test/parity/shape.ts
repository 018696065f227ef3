export type Shape = readonly number[]

export function sizeOf(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1)
}
