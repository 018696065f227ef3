import { wantsLessMotion } from '../theme/theme'
import { mix } from './film'

/**
 * The positions that are drawn: they glide to where they are wanted, or are there at once where less motion is wanted. Between two
 * glides nothing runs.
 */
export interface Motion {
  readonly shown: Float32Array
  go(to: Float32Array, glides: boolean): void
}

export function createMotion(draw: () => void): Motion {
  let shown: Float32Array = new Float32Array(0)
  let running = 0
  return {
    get shown() {
      return shown
    },
    go(to, glides) {
      cancelAnimationFrame(running)
      const from = shown
      if (!glides || wantsLessMotion() || from.length !== to.length) {
        shown = to
        return draw()
      }
      let startMs: number | undefined
      const advance = (nowMs: number): void => {
        startMs ??= nowMs
        const share = Math.min(1, (nowMs - startMs) / glideMs)
        shown = mix(from, to, share * share * (3 - 2 * share))
        draw()
        if (share < 1) running = requestAnimationFrame(advance)
      }
      running = requestAnimationFrame(advance)
    },
  }
}

const glideMs = 350
