import type { Context, Params } from 'gradlab'

/** Counts steps and passes until the validation metric is at the target; kept in Params, so that a resumed run counts on. */
export function countToTarget(params: Params) {
  const [passes, stepsToTarget, passesToTarget] = [params.number('passes', 0), params.number('stepsToTarget', -1), params.number('passesToTarget', -1)]
  const isReached = ({ hyper, latest }: Context<{ readonly target: number }>): boolean => (latest['validation/unexplained'] ?? Infinity) <= hyper.target
  return {
    /** Before each step: the last evaluation was after as many steps as have been made. */
    look(ctx: Context<{ readonly target: number }>): void {
      if (stepsToTarget.value >= 0 || !isReached(ctx)) return
      stepsToTarget.value = ctx.step
      passesToTarget.value = passes.value
    },
    add: (made: number): void => void (passes.value += made),
    /** A run that never came there counts as one that did at its end, and is marked as censored. */
    final(ctx: Context<{ readonly target: number }>) {
      const isCensored = stepsToTarget.value < 0
      return {
        stepsToTarget: isCensored ? ctx.step + 1 : stepsToTarget.value,
        passesToTarget: isCensored ? passes.value : passesToTarget.value,
        censored: Number(isCensored && !isReached(ctx)),
      }
    },
  }
}
