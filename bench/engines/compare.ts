import { setTimeout } from 'node:timers/promises'
import { Stop } from '../../scripts/setUp/stop.mjs'
import type { Counted, Profile } from './messages'
import type { Model } from './models'
import { watchOthers } from './others'
import type { Side } from './sides'
import { differenceOf, isSame, median, tolerance } from './statistics'
import { writeModelData } from './tensors'

/** Before anything is measured, both sides train this far and must have had the same losses. */
export const checkedSteps = 20
const blockSteps = 10
const mostMs = 20_000
/** By then the threads of the side that was asked last have stopped to spin. */
const restMs = 120

export interface ModelResult {
  readonly model: Model
  readonly counted: Counted
  readonly profile: Profile | undefined
  /** The share of all cores that other programs used meanwhile. */
  readonly busy: number
  readonly engine: Measured
  readonly references: readonly (Measured & { readonly difference: number; readonly isSame: boolean })[]
}
interface Measured {
  readonly ms: number // median of a step
  readonly steps: number
  readonly loss: number // after the checked steps
}

/** Trains one model on all sides from the same weights on the same batches, in turn, so that a change of the machine's pace meets all. */
export async function compare(
  model: Model,
  folder: string,
  engine: Side,
  references: readonly Side[],
  options: { readonly steps: number; readonly profile: boolean },
): Promise<ModelResult> {
  writeModelData(folder, model.make())
  const sides = [engine, ...references]
  const curves: (readonly number[])[] = []
  const times: number[][] = sides.map(() => [])
  let slowestMs = 0
  for (const side of sides) {
    await side.ask({ kind: 'load', model: model.name, folder, learningRate: model.learningRate })
    const { losses, ms } = await side.ask({ kind: 'steps', count: checkedSteps })
    curves.push(losses)
    slowestMs = Math.max(slowestMs, median(ms))
  }
  const wanted = Math.min(options.steps, Math.max(blockSteps, Math.floor(mostMs / slowestMs)))
  const others = await watchOthers(sides)
  while (times[0]!.length < wanted) {
    const count = Math.min(blockSteps, wanted - times[0]!.length)
    for (const [i, side] of sides.entries()) {
      await setTimeout(restMs)
      const { ms } = await side.ask({ kind: 'steps', count: count + 1 })
      times[i]!.push(...ms.slice(1)) // the first finds the caches full of the others' data
    }
  }
  const busy = await others.share()
  const counted = await engine.ask({ kind: 'count' })
  const profile = options.profile ? await engine.ask({ kind: 'profile', count: Math.min(wanted, 20) }) : undefined
  const measured = (i: number): Measured => ({ ms: median(times[i]!), steps: times[i]!.length, loss: curves[i]!.at(-1)! })
  return {
    model,
    counted,
    profile,
    busy,
    engine: measured(0),
    references: references.map((_, i) => {
      const difference = differenceOf(curves[0]!, curves[i + 1]!)
      return { ...measured(i + 1), difference, isSame: isSame(difference) }
    }),
  }
}

/** @throws Stop where two sides did not train the same model: a wrong answer has no speed */
export function refuseUnlike(results: readonly ModelResult[]): void {
  const unlike = results.filter(({ references }) => references.some(({ isSame }) => !isSame)).map(({ model }) => model.name)
  if (unlike.length > 0)
    throw new Stop(`The losses of the first ${checkedSteps} steps differ by more than ${tolerance}: ${unlike.join(', ')}. There is no ratio.`)
}
