import { MOST_SEEDS, type CompareRequest, type EngineChoice, type ExperimentDescription } from '../../protocol'

/** How a person wants an experiment compared. */
export interface ComparisonChoices {
  /** Undefined: every one there is, also one that is added later. */
  readonly variants?: readonly string[]
  readonly seeds: number
  /** Undefined: the whole budget. */
  readonly maxSteps?: number
  readonly tune: boolean
}

export const usualSeeds = 5

/** What an experiment offers to compare. */
export interface Offer {
  readonly variants: readonly string[] // without the baseline
  readonly steps: number | undefined // of the whole budget
  readonly canTune: boolean
}

export function offerOf({ variants, fields }: ExperimentDescription): Offer {
  const { steps, learningRate } = fields
  return {
    variants: variants.filter((variant) => variant !== 'baseline'),
    steps: steps?.kind === 'number' || steps?.kind === 'range' ? steps.value : undefined,
    canTune: learningRate?.kind === 'number' || learningRate?.kind === 'range',
  }
}

/** What was chosen last, as far as the experiment still has it. */
export function usable(last: ComparisonChoices | undefined, offer: Offer): ComparisonChoices {
  const variants = last?.variants?.filter((variant) => offer.variants.includes(variant)) ?? []
  const cut = last?.maxSteps
  return {
    ...(variants.length > 0 && variants.length < offer.variants.length && { variants }),
    seeds: last?.seeds ?? usualSeeds,
    ...(cut !== undefined && cut < (offer.steps ?? Infinity) && { maxSteps: cut }),
    tune: offer.canTune && last?.tune === true,
  }
}

/** The choices with some changed; what is all of something is not named. */
export function withVariants({ variants: _, ...rest }: ComparisonChoices, chosen: readonly string[], offer: Offer): ComparisonChoices {
  return chosen.length === 0 || chosen.length === offer.variants.length ? rest : { ...rest, variants: chosen }
}
export function withSteps({ maxSteps: _, ...rest }: ComparisonChoices, steps: number, offer: Offer): ComparisonChoices {
  return steps >= (offer.steps ?? Infinity) ? rest : { ...rest, maxSteps: steps }
}

/** How many runs it takes, without those that there are already. */
export function runsOf({ variants, seeds, tune }: ComparisonChoices, offer: Offer): { readonly measured: number; readonly trials: number } {
  const arms = (variants ?? offer.variants).length + 1
  return { measured: arms * seeds, trials: tune ? arms * triedRates : 0 }
}

export function requestOf(experiment: string, { variants, seeds, maxSteps, tune }: ComparisonChoices, engine: EngineChoice): CompareRequest {
  return { experiment, seeds, engine, tune, ...(variants && { variants }), ...(maxSteps !== undefined && { maxSteps }) }
}

export const isSeeds = (typed: string): boolean => isWhole(typed) && Number(typed) <= MOST_SEEDS
export const isWhole = (typed: string): boolean => /^\d{1,15}$/.test(typed.trim()) && Number(typed) >= 1

/** A third of the default, the default, three times it. */
export const triedRates = 3
