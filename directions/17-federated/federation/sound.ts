/** A sound is looked at in so many windows of equal length, each as the energies of so many bands. */
export const windows = 12
export const bands = 16
const frame = 256 // samples

/** Logarithms of energy, [windows · bands]; bands are narrow below and wide above, as ears have them. */
export function bandEnergies(samples: Int16Array): Float32Array {
  const energies = new Float32Array(windows * bands)
  const step = Math.max(0, samples.length - frame) / Math.max(1, windows - 1)
  const [re, im] = [new Float64Array(frame), new Float64Array(frame)]
  for (let window = 0; window < windows; window++) {
    const from = Math.round(window * step)
    for (let i = 0; i < frame; i++) re[i] = ((samples[from + i] ?? 0) / 32768) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frame))
    im.fill(0)
    fourier(re, im)
    for (let band = 0; band < bands; band++) {
      let sum = 0
      for (let bin = edge(band); bin < edge(band + 1); bin++) sum += re[bin]! ** 2 + im[bin]! ** 2
      energies[window * bands + band] = Math.log(sum / (edge(band + 1) - edge(band)) + 1e-6)
    }
  }
  return energies
}

/** The first bin of a band: one bin each below, then wider. */
function edge(band: number): number {
  return Math.round(1 + band + (frame / 2 - 1 - bands) * (band / bands) ** 2)
}

/** Cooley & Tukey 1965, in place; the length is a power of two. */
export function fourier(re: Float64Array, im: Float64Array): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j]!, re[i]!]
      ;[im[i], im[j]] = [im[j]!, im[i]!]
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    for (let start = 0; start < n; start += length) {
      for (let k = 0; k < length / 2; k++) {
        const angle = (-2 * Math.PI * k) / length
        const [a, b] = [start + k, start + k + length / 2]
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        const [x, y] = [re[b]! * c - im[b]! * s, re[b]! * s + im[b]! * c]
        ;[re[b], im[b], re[a], im[a]] = [re[a]! - x, im[a]! - y, re[a]! + x, im[a]! + y]
      }
    }
  }
}
