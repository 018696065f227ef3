import type { Choices } from './choices'
import { isSparse } from './smooth'
import type { Curve } from './story'

/** Whether a metric is smoothed, and whether that is for the user to switch because it is logged seldom. */
export function smoothingOf(metric: string, curves: readonly Curve[], { smoothing, smoothedToo }: Choices): { isOn: boolean; toggle: boolean | undefined } {
  if (smoothing <= 0) return { isOn: false, toggle: undefined }
  if (!curves.every(({ steps }) => isSparse(steps))) return { isOn: true, toggle: undefined }
  const isOn = smoothedToo[metric] === true
  return { isOn, toggle: isOn }
}
