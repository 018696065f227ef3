/** How the points of one label are drawn. */
export interface Look {
  readonly color: string // #rrggbb
  readonly shape: Shape
}
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'plus', 'ring'] as const
export type Shape = (typeof shapes)[number]

/**
 * Eight colours that stay apart with the common colour blindnesses and stand out from the background (looks.test.ts measures both). After
 * them the shape changes: 48 looks. With `wantsShapes` neighbouring labels differ in both, for eyes or screens without colour.
 */
export function lookOf(label: number, isDark: boolean, wantsShapes: boolean): Look {
  const colors = isDark ? onDark : onLight
  const turn = wantsShapes ? label + Math.floor(label / 24) : Math.floor(label / colors.length)
  return { color: colors[label % colors.length]!, shape: shapes[turn % shapes.length]! }
}

/** Okabe and Ito 2008, the darker ones made lighter. */
export const onDark = ['#56b4e9', '#e69f00', '#00a878', '#f0e442', '#e8602c', '#d68bb6', '#3f74d8', '#d8d8d8'] as const
export const onLight = ['#005eb7', '#e17206', '#109f5f', '#784f14', '#a9688b', '#399ad5', '#502d60', '#49433e'] as const

/** The radius of a point in CSS pixels: many points are small ones. */
export function radiusFor(count: number): number {
  return count <= 100 ? 5 : count <= 500 ? 4 : count <= 1200 ? 3.2 : count <= 3000 ? 2.6 : 2
}
