import { GradlabError, type HyperFields, type TuningTrial } from '../../protocol'

/** The learning rates that every arm is tried with: a third of the middle one, it, and three times it, as far as the field takes them. @param middle the default unless said */
export function learningRates(fields: HyperFields, middle?: string): number[] {
  const field = fields['learningRate']
  if (field?.kind !== 'number' && field?.kind !== 'range') throw new GradlabError('comparison/no-learning-rate', { known: Object.keys(fields).join(', ') })
  const { min = -Infinity, max = Infinity } = field.kind === 'range' ? field : {}
  const rates = [1 / 3, 1, 3].map((factor) =>
    Math.min(max, Math.max(min, Number(((middle === undefined ? field.value : Number(middle)) * factor).toPrecision(6)))),
  )
  return [...new Set(rates)]
}

/** The rate of the best trial; of equal ones the one nearest the middle of the grid. @returns undefined where every trial failed */
export function bestRate(trials: readonly TuningTrial[], better: 'higher' | 'lower'): number | undefined {
  const middle = (trials.length - 1) / 2
  const ranked = trials
    .map((trial, index) => ({ ...trial, distance: Math.abs(index - middle) }))
    .filter((trial): trial is typeof trial & { value: number } => trial.value !== null)
    .sort((a, b) => (better === 'higher' ? b.value - a.value : a.value - b.value) || a.distance - b.distance)
  return ranked[0]?.learningRate
}

/** Far from the seeds that are measured, so that no rate is chosen by a run that is measured. */
export const tuningSeed = 1_000_000
