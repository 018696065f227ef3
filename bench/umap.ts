// How long a UMAP frame takes, first and warm-started, beside umap-js in the same process. `node --import tsx bench/umap.ts`; the last line is JSON.
import { UMAP } from 'umap-js'
import { plantedClusters } from '../sidecar/embed/plantedClusters'
import { trustworthiness } from '../sidecar/embed/trustworthiness'
import { umap } from '../sidecar/embed/umap'

const results = [
  { rows: 300, width: 64 },
  { rows: 2000, width: 64 },
].map(({ rows, width }) => {
  const frames = [0.5, 0.55, 0.6, 0.65].map((progress) => plantedClusters({ rows, width, clusters: 10, progress }))
  umap(frames[0]!, rows, width) // compiled by then, as it is in a daemon that has made a frame before
  const [firstMs, start] = timed(() => umap(frames[0]!, rows, width))
  let newest = start
  const warm = frames.slice(1).map((frame) => {
    const [ms, next] = timed(() => umap(frame, rows, width, newest))
    newest = next
    return ms
  })
  const warmMs = warm.sort((a, b) => a - b)[1]!
  const nested = Array.from({ length: rows }, (_, row) => [...frames[0]!.subarray(row * width, (row + 1) * width)])
  const [umapJsMs, theirs] = timed(() => new UMAP({ random: seededRandom() }).fit(nested))
  const trust = {
    first: trustworthiness(frames[0]!, width, start, 15),
    warm: trustworthiness(frames[3]!, width, newest, 15),
    umapJs: trustworthiness(frames[0]!, width, Float32Array.from(theirs.flat()), 15),
  }
  const result = { rows, width, firstMs, warmMs, umapJsMs, firstTimesFaster: umapJsMs / firstMs, warmTimesFaster: umapJsMs / warmMs, trust }
  console.log(
    `${rows} × ${width}: first frame ${firstMs.toFixed(0)} ms, warm frame ${warmMs.toFixed(0)} ms, umap-js ${umapJsMs.toFixed(0)} ms ` +
      `(${result.firstTimesFaster.toFixed(1)}× and ${result.warmTimesFaster.toFixed(1)}×); ` +
      `trustworthiness ${trust.first.toFixed(4)}, ${trust.warm.toFixed(4)}, ${trust.umapJs.toFixed(4)}`,
  )
  return result
})
console.log(JSON.stringify(results))

function timed<T>(work: () => T): [number, T] {
  const started = performance.now()
  const result = work()
  return [performance.now() - started, result]
}

/** Park and Miller 1988. */
function seededRandom(): () => number {
  let state = 1
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}
