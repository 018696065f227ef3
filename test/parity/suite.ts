import { byOp, titleOf, type Case } from './goldens'
import { measure, type Verdict } from './measure'

/** What an engine does at all cases of one op. */
export interface OpResult {
  readonly op: string
  readonly passed: number
  readonly failures: readonly { readonly title: string; readonly verdict: Verdict; readonly problem: string }[]
  readonly worstForward: number
  /** Undefined where no case has a gradient. */
  readonly worstGradient: number | undefined
}

/**
 * Runs cases on the engine in use, op by op.
 * @param start makes the engine again after a case that failed: one that broke it (a GPU takes nothing after an error) must not fail those that follow
 */
export async function runSuite(cases: readonly Case[], start: () => Promise<unknown>): Promise<OpResult[]> {
  const results: OpResult[] = []
  for (const [op, examples] of byOp(cases)) results.push(await runOp(op, examples, start))
  return results
}

async function runOp(op: string, examples: readonly Case[], start: () => Promise<unknown>): Promise<OpResult> {
  const measured = []
  for (const example of examples) {
    const found = await measure(example)
    measured.push({ title: titleOf(example), ...found })
    if (found.verdict !== 'ok') await start()
  }
  const failures = measured.filter(({ verdict }) => verdict !== 'ok')
  const gradients = measured.map(({ gradientError }) => gradientError).filter((error) => error !== undefined)
  return {
    op,
    passed: measured.length - failures.length,
    failures,
    worstForward: Math.max(0, ...measured.map(({ forwardError }) => forwardError)),
    worstGradient: gradients.length === 0 ? undefined : Math.max(...gradients),
  }
}

/** The verdict of an op is its first failure's. */
export function verdictOf({ failures }: OpResult): Verdict {
  return failures[0]?.verdict ?? 'ok'
}
