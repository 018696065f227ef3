import { toBase64, type FramesReply, type ProjectionMethod } from '../../protocol'
import { alignToPrevious } from '../embed/align'
import { principalComponents } from '../embed/pca'
import { readFrames } from '../store/frames'

/** Throw-away: PCA of every stored frame, until the real service is merged. */
export function createFrameService(): { frames(run: string, wanted: { method: ProjectionMethod; tower?: string; afterStep: number }): Promise<FramesReply>; close(): void } {
  return {
    async frames(run, { tower, afterStep }) {
      const all = readFrames(run)
      const towers = Object.keys(all[0]?.towers ?? {})
      const wanted = tower ?? towers[0] ?? ''
      let previous: Float32Array | undefined
      const frames = all.map(({ step, towers: by }) => {
        const { width, values } = by[wanted]!
        const { positions, explained } = principalComponents(values, values.length / width, width, 2)
        previous = previous ? alignToPrevious(positions, previous, 2) : positions
        return { step, positions: toBase64(new Uint8Array(previous.buffer, previous.byteOffset, previous.byteLength)), explained }
      })
      const first = all[0]?.towers[wanted]
      return { towers, tower: wanted, points: first ? first.values.length / first.width : 0, frames: frames.filter(({ step }) => step > afterStep) }
    },
    close: () => undefined,
  }
}
