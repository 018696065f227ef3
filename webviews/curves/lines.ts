import type { Choices } from './choices'
import { isSparse, smooth } from './smooth'
import type { Curve, Story } from './story'
import { xsOf, type XAxis } from './xAxis'

/** What is computed from whole curves, kept until the curve grows or the user asks for something else. */
export interface LineCache {
  xs(story: Story, curve: Curve, axis: XAxis): readonly number[]
  smoothed(curve: Curve, weight: number): readonly number[]
}

export function createLineCache(): LineCache {
  const xsKept = new WeakMap<Curve, { revision: number; breaks: number; axis: XAxis; xs: readonly number[] }>()
  const smoothKept = new WeakMap<Curve, { revision: number; weight: number; values: readonly number[] }>()
  return {
    xs(story, curve, axis) {
      const kept = xsKept.get(curve)
      const { revision } = curve
      const breaks = story.breaks.length
      if (kept && kept.revision === revision && kept.breaks === breaks && kept.axis === axis) return kept.xs
      const xs = xsOf(story, curve, axis)
      xsKept.set(curve, { revision, breaks, axis, xs })
      return xs
    },
    smoothed(curve, weight) {
      const kept = smoothKept.get(curve)
      if (kept && kept.revision === curve.revision && kept.weight === weight) return kept.values
      const values = smooth(curve.steps, curve.values, weight)
      smoothKept.set(curve, { revision: curve.revision, weight, values })
      return values
    },
  }
}

/** Whether a metric is smoothed, and whether that is for the user to switch because it is logged seldom. */
export function smoothingOf(metric: string, curves: readonly Curve[], { smoothing, smoothedToo }: Choices): { isOn: boolean; toggle: boolean | undefined } {
  if (smoothing <= 0) return { isOn: false, toggle: undefined }
  if (!curves.every(({ steps }) => isSparse(steps))) return { isOn: true, toggle: undefined }
  const isOn = smoothedToo[metric] === true
  return { isOn, toggle: isOn }
}
