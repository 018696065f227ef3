import type { Place, Size } from './camera'

/** The point drawn nearest to a place, within a finger's width. */
export function nearestTo(places: Float32Array, at: Place, isOut: (point: number) => boolean): number | undefined {
  let best: number | undefined
  let least = reach * reach
  for (let point = 0; point * 2 < places.length; point++) {
    const squared = (places[point * 2]! - at.x) ** 2 + (places[point * 2 + 1]! - at.y) ** 2
    if (squared >= least || !isOut(point)) continue
    least = squared
    best = point
  }
  return best
}

/** The nearest point within a quarter turn around a direction of the screen; where there is none, the same point. */
export function nextTowards(places: Float32Array, from: number, direction: Place, isOut: (point: number) => boolean): number {
  let best = from
  let least = Infinity
  for (let point = 0; point * 2 < places.length; point++) {
    if (point === from || !isOut(point)) continue
    const [x, y] = [places[point * 2]! - places[from * 2]!, places[point * 2 + 1]! - places[from * 2 + 1]!]
    const along = x * direction.x + y * direction.y
    const aside = Math.abs(x * direction.y - y * direction.x)
    // Points at one spot have no direction between them: they are reached one after the other, forwards or back.
    const isSameSpot = x === 0 && y === 0 && (direction.x + direction.y > 0 ? point > from : point < from)
    if (!isSameSpot && (along <= 0 || aside > along)) continue
    const distance = isSameSpot ? -1 / (1 + Math.abs(point - from)) : Math.hypot(along, 2 * aside)
    if (distance >= least) continue
    least = distance
    best = point
  }
  return best
}

/** However far it is: where a walk begins. */
export function nearestOf(places: Float32Array, at: Place, isOut: (point: number) => boolean): number | undefined {
  let best: number | undefined
  let least = Infinity
  for (let point = 0; point * 2 < places.length; point++) {
    const distance = Math.hypot(places[point * 2]! - at.x, places[point * 2 + 1]! - at.y)
    if (distance < least && isOut(point)) [best, least] = [point, distance]
  }
  return best
}

export function isAnyIn(places: Float32Array, { width, height }: Size, isOut: (point: number) => boolean): boolean {
  for (let point = 0; point * 2 < places.length; point++) {
    const [x, y] = [places[point * 2]!, places[point * 2 + 1]!]
    if (x >= 0 && x <= width && y >= 0 && y <= height && isOut(point)) return true
  }
  return false
}

const reach = 14
