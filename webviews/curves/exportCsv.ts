import { csvCell } from '../theme/csv'
import { trainingTimes, type Story } from './story'

/** Every value of the metrics shown, one a row, as logged: no smoothing, no thinning. */
export function exportCsv(
  runs: readonly { readonly name: string; readonly variant: string; readonly seed: number; readonly story: Story }[],
  metrics: readonly string[],
): string {
  const rows = ['run,variant,seed,metric,step,seconds,time,value']
  for (const { name, variant, seed, story } of runs) {
    for (const metric of metrics) {
      const curve = story.curves.get(metric)
      if (!curve) continue
      const times = trainingTimes(story, curve.clocks)
      const head = [name, variant, String(seed), metric].map(csvCell).join(',')
      curve.values.forEach((value, i) =>
        rows.push(`${head},${curve.steps[i]!},${(times[i]! / 1000).toFixed(3)},${new Date(curve.clocks[i]!).toISOString()},${value}`),
      )
    }
  }
  return `${rows.join('\r\n')}\r\n`
}
