import { titleOf, type Case } from './goldens'
import { measure, type Verdict } from './measure'

/** What an engine does at all cases of one op. */
export interface OpResult {
  readonly op: string
  readonly cases: number
  readonly failures: readonly { readonly title: string; readonly verdict: Verdict; readonly problem: string }[]
  readonly worstForward: number
  /** Undefined where no case has a gradient. */
  readonly worstGradient: number | undefined
}

/** Runs cases on the engine in use, op by op. @param onOp called as each op is done */
export async function runSuite(cases: readonly Case[], onOp: (result: OpResult) => void = () => {}): Promise<OpResult[]> {
  const results: OpResult[] = []
  for (const [op, examples] of Map.groupBy(cases, ({ op }) => op)) {
    const result = await runOp(op, examples)
    onOp(result)
    results.push(result)
  }
  return results
}

async function runOp(op: string, examples: readonly Case[]): Promise<OpResult> {
  const measured = []
  for (const example of examples) measured.push({ title: titleOf(example), ...(await measure(example)) })
  const gradients = measured.map(({ gradientError }) => gradientError).filter((error) => error !== undefined)
  return {
    op,
    cases: examples.length,
    failures: measured.filter(({ verdict }) => verdict !== 'ok'),
    worstForward: Math.max(...measured.map(({ forwardError }) => forwardError)),
    worstGradient: gradients.length === 0 ? undefined : Math.max(...gradients),
  }
}

/** The verdict of an op is its first failure's. */
export function verdictOf({ failures }: OpResult): Verdict {
  return failures[0]?.verdict ?? 'ok'
}
