/** How the points of one label are drawn. */
export interface Look {
  readonly color: string // #rrggbb
  readonly shape: Shape
}
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'plus', 'ring'] as const
export type Shape = (typeof shapes)[number]

/**
 * Ten colours that stay apart with the common colour blindnesses and stand out from the background (looks.test.ts measures both). After
 * them the shape changes: 60 looks. With `wantsShapes` neighbouring labels differ in both, for eyes or screens without colour.
 */
export function lookOf(label: number, isDark: boolean, wantsShapes: boolean): Look {
  const colors = isDark ? onDark : onLight
  const turn = wantsShapes ? label + Math.floor(label / 30) : Math.floor(label / colors.length)
  return { color: colors[label % colors.length]!, shape: shapes[turn % shapes.length]! }
}

/**
 * Each starts from a hue that people name and was moved, by trial, to where the least distance between any two is largest in the eyes of
 * deuteranopes and protanopes.
 */
export const onDark = ['#6ec5ff', '#ec9f0c', '#067e5a', '#ffff00', '#be4c16', '#d7a6b7', '#2f81ff', '#fffddc', '#7f62a2', '#9bc171'] as const
export const onLight = ['#0963c9', '#f95b00', '#08a45c', '#6e4700', '#884e84', '#399ad5', '#471571', '#333333', '#8f8f8f', '#f51e3e'] as const

/** The radius of a point in CSS pixels: many points are small ones. */
export function radiusFor(count: number): number {
  return count <= 100 ? 5 : count <= 500 ? 4 : count <= 1200 ? 3.2 : count <= 3000 ? 2.6 : 2
}
