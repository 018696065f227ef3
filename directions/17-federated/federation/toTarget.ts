import type { Context, Params } from 'gradlab'

/** Counts rounds and bytes until the validation accuracy is at the target; kept in Params, so that a resumed run counts on. */
export function countToTarget(params: Params) {
  const [bytes, roundsToTarget, bytesToTarget] = [params.number('bytes', 0), params.number('roundsToTarget', -1), params.number('bytesToTarget', -1)]
  const isReached = ({ hyper, latest }: Context<{ readonly target: number }>): boolean => (latest['validation/accuracy'] ?? -Infinity) >= hyper.target
  return {
    /** Before each round: the last evaluation was after as many as have been made. */
    look(ctx: Context<{ readonly target: number }>): void {
      if (roundsToTarget.value >= 0 || !isReached(ctx)) return
      roundsToTarget.value = ctx.step
      bytesToTarget.value = bytes.value
    },
    add: (more: number): void => void (bytes.value += more),
    /** A run that never came there counts as one that did at its end, and is marked as censored. */
    final(ctx: Context<{ readonly target: number }>) {
      const isCensored = roundsToTarget.value < 0
      return {
        bytesToTarget: isCensored ? bytes.value : bytesToTarget.value,
        roundsToTarget: isCensored ? ctx.step + 1 : roundsToTarget.value,
        censored: Number(isCensored && !isReached(ctx)),
      }
    },
  }
}
