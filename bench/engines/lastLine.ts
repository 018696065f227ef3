import { geometricMean, ratioOf, rounded } from './statistics'

export interface Column {
  readonly reference: string
  readonly ratios: Readonly<Record<string, number>>
}

/** @param times each model's milliseconds a step */
export function columnOf(reference: string, times: readonly { readonly name: string; readonly engineMs: number; readonly referenceMs: number }[]): Column {
  return { reference, ratios: Object.fromEntries(times.map(({ name, engineMs, referenceMs }) => [name, rounded(ratioOf(referenceMs, engineMs))])) }
}

/** The last line of a comparison. Further columns follow in `also`, and the share of the cores that other programs used in `busy`. */
export function lastLine(
  { busy, ...run }: { engine: string; node: string; threads: number; busy: number },
  [first, ...more]: readonly [Column, ...Column[]],
): string {
  const mean = ({ ratios }: Column): number => rounded(geometricMean(Object.values(ratios)))
  return JSON.stringify({
    event: 'bench',
    ...run,
    reference: first.reference,
    models: first.ratios,
    geomean_vs_pytorch: mean(first),
    ...(more.length > 0 && { also: more.map((column) => ({ reference: column.reference, models: column.ratios, geomean_vs_pytorch: mean(column) })) }),
    busy: rounded(busy),
  })
}
