/**
 * What tuning looks at in place of the metric that decides (design § 4): `validation-shifted/x` for `test-shifted/x` where that split exists, else
 * `validation/x`; a `final/` metric is its own, since nothing else says what it says.
 */
export function validationTwin(metric: string, exists: (name: string) => boolean): string {
  const [split = '', name = ''] = metric.split('/')
  if (split === 'final') return metric
  const twin = `${split.replace(/^test/, 'validation')}/${name}`
  return exists(twin) ? twin : `validation/${name}`
}

/** The metric whose curve speaks for a comparison. A `final/` one has no curve: the first validation metric does it instead. */
export function curveMetric(metric: string, logged: readonly string[]): string | undefined {
  const twin = validationTwin(metric, (name) => logged.includes(name))
  return logged.includes(twin) && !twin.startsWith('final/') ? twin : logged.find((name) => name.startsWith('validation'))
}
