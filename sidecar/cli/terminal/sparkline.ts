const blocks = '▁▂▃▄▅▆▇█'

/**
 * A curve in one line of text: each column is the mean of its share of the values. The height is logarithmic when the values
 * span more than a factor 20, so that the end of a falling loss still shows. A column that holds a NaN or an infinity is ×.
 */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width < 1) return ''
  const columns = Math.min(width, values.length)
  const means = Array.from({ length: columns }, (_, column) => {
    const share = values.slice(Math.floor((column * values.length) / columns), Math.floor(((column + 1) * values.length) / columns))
    return share.reduce((sum, value) => sum + value, 0) / share.length
  })
  const finite = means.filter(Number.isFinite)
  if (finite.length === 0) return '×'.repeat(columns)
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  const height = low > 0 && high / low > 20 ? (value: number) => Math.log(value / low) / Math.log(high / low) : (value: number) => (value - low) / (high - low)
  return means
    .map((value) => {
      if (!Number.isFinite(value)) return '×'
      return high === low ? blocks[3]! : blocks[Math.round(height(value) * (blocks.length - 1))]!
    })
    .join('')
}
