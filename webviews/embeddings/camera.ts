/** What of the plane is in sight: its middle, and how many units go across the shorter side. Kept in the plane's units, so that neither a new frame nor another size moves it. */
export interface Camera {
  readonly x: number
  readonly y: number
  readonly span: number
}
export interface Size {
  readonly width: number
  readonly height: number
}
export interface Place {
  readonly x: number
  readonly y: number
}

/** Everything in sight, with room for the points' own size. Both axes have one scale: distances are what the picture is about. */
export function fit(all: readonly Float32Array[], { width, height }: Size): Camera {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const positions of all) {
    for (let i = 0; i < positions.length; i += 2) {
      left = Math.min(left, positions[i]!)
      right = Math.max(right, positions[i]!)
      low = Math.min(low, positions[i + 1]!)
      high = Math.max(high, positions[i + 1]!)
    }
  }
  if (left > right) return { x: 0, y: 0, span: 2 }
  const shorter = Math.max(1, Math.min(width, height) - 2 * margin)
  const perPixel = Math.max((right - left) / Math.max(1, width - 2 * margin), (high - low) / Math.max(1, height - 2 * margin))
  return { x: (left + right) / 2, y: (low + high) / 2, span: perPixel * shorter || 2 }
}

/** Pixels a unit. */
export const scaleOf = ({ span }: Camera, { width, height }: Size): number => Math.max(1, Math.min(width, height) - 2 * margin) / span

/** Where positions are on the screen: x to the right, y down, in CSS pixels. */
export function placeAll(positions: Float32Array, camera: Camera, size: Size, places: Float32Array): void {
  const scale = scaleOf(camera, size)
  for (let i = 0; i < positions.length; i += 2) {
    places[i] = size.width / 2 + (positions[i]! - camera.x) * scale
    places[i + 1] = size.height / 2 - (positions[i + 1]! - camera.y) * scale
  }
}

/** Nearer by a factor, keeping what is under a place of the screen there. */
export function zoom(camera: Camera, size: Size, factor: number, at: Place): Camera {
  const before = scaleOf(camera, size)
  const after = before * factor
  const [offsetX, offsetY] = [at.x - size.width / 2, at.y - size.height / 2]
  return { x: camera.x + offsetX / before - offsetX / after, y: camera.y - offsetY / before + offsetY / after, span: camera.span / factor }
}

/** Moves the picture by pixels. */
export function pan(camera: Camera, size: Size, by: Place): Camera {
  const scale = scaleOf(camera, size)
  return { ...camera, x: camera.x - by.x / scale, y: camera.y + by.y / scale }
}

const margin = 16
