import assert from 'node:assert/strict'
import { relativeError } from '../../sdk/testing'
import type { accuracies, testLabelsRead } from './controls'
import type { Observation } from './observe'

/** Each check throws with a sentence that says which fact does not hold. */

export function checkFinite({ scalars, metrics, embedding }: Observation): void {
  scalars.forEach((all, step) => Object.entries(all).forEach(([name, value]) => assert.ok(Number.isFinite(value), `${name} is ${value} at step ${step}`)))
  for (const [name, value] of Object.entries(metrics)) assert.ok(Number.isFinite(value), `${name} is ${value}`)
  for (const [tower, { values }] of Object.entries(embedding)) assert.ok(values.every(Number.isFinite), `the embedding ${tower} is not finite`)
}

export function checkMetrics({ metrics }: Observation, goals: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(goals)) assert.ok(name in metrics, `the metric ${name} is not among what was given: ${Object.keys(metrics).join(', ')}`)
}

export function checkGradients({ variables, gradients }: Observation): void {
  for (const { name } of variables) {
    const largest = gradients.get(name) ?? 0
    assert.ok(largest > 0 && Number.isFinite(largest), `the gradient of ${name} is ${largest} over the whole run`)
  }
}

export function checkMoved({ variables, moved }: Observation): void {
  for (const { name } of variables) assert.ok(moved.has(name), `${name} did not move`)
}

export function checkTensorCount({ held, leftByLooking, leftAtEnd }: Observation): void {
  const early = held[Math.min(4, held.length - 2)]!
  assert.equal(held.at(-1), early, `tensors held after each step: ${held.join(', ')}`)
  assert.equal(leftByLooking, 0, `evaluate, embed, figures, save and final left ${leftByLooking} tensors`)
  assert.equal(leftAtEnd, 0, `${leftAtEnd} tensors are left after the end`)
}

export function checkSameSize(innovation: Observation, baseline: Observation): void {
  const difference = Math.abs(innovation.parameters - baseline.parameters) / baseline.parameters
  assert.ok(difference <= 0.02, `innovation has ${innovation.parameters} parameters, baseline ${baseline.parameters}: ${(difference * 100).toFixed(1)} % apart`)
}

/** A canned curve does not know its seed, and an innovation that is its baseline has its curve. */
export function checkDiffers(one: Observation, other: Observation, what: string): void {
  assert.notDeepEqual(one.losses, other.losses.slice(0, one.losses.length), `${what} gives the same losses`)
}

export function checkResumes(whole: Observation, resumed: Pick<Observation, 'losses' | 'bytes'>): void {
  assert.deepEqual(resumed.losses, whole.losses, 'the losses differ')
  assert.deepEqual(Buffer.from(resumed.bytes), Buffer.from(whole.bytes), 'what is saved at the end differs')
}

export function checkOverfits(losses: readonly number[]): void {
  const [first, lowest] = [losses[0]!, Math.min(...losses)]
  assert.ok(lowest < 0.1 * first, `the loss went from ${first} to no less than ${lowest} in ${losses.length} steps`)
}

export function checkFiniteDifferences(errors: readonly { variables: string; error: number }[]): void {
  assert.ok(errors.length > 0, 'no gradient was asked for')
  for (const { variables, error } of errors)
    assert.ok(error <= 0.02, `the gradient of ${variables} is off by ${(100 * error).toFixed(1)} %, or its loss has a side effect`)
}

/** What golden/<variant>.json holds: written by `npm run golden:update`, looked at in review. */
export interface Golden {
  readonly engine: string
  readonly data: string
  readonly losses: readonly number[]
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[]
}

export function checkGolden({ losses, variables }: Observation, golden: Golden): void {
  assert.deepEqual(variables, golden.variables)
  const error = relativeError(losses.slice(0, golden.losses.length), golden.losses)
  assert.ok(error <= 1e-3, `the curve is off by ${error}\n  golden ${golden.losses.join(' ')}\n  now    ${losses.join(' ')}`)
}

export function checkShuffledLabels({ trueLabels, shuffledLabels, chance: { share, most } }: Awaited<ReturnType<typeof accuracies>>): void {
  const limit = `chance gives ${share.toFixed(3)}, and hardly ever ${most.toFixed(3)}`
  assert.ok(trueLabels > most, `nothing was learned of the true labels: accuracy ${trueLabels}, ${limit}; so shuffled ones would show nothing`)
  assert.ok(shuffledLabels <= most, `accuracy is ${shuffledLabels} on shuffled labels; ${limit}: labels of the test split reach the model`)
}

export function checkTestLabels({ early, late }: Awaited<ReturnType<typeof testLabelsRead>>, size: number): void {
  assert.equal(early.length, 0, `the labels of ${early.length} test rows were read before the end`)
  assert.equal(late.length, size, `the labels of ${late.length} of ${size} test rows were read at the end`)
}
