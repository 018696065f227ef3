import type { EmbeddingFrame } from '../../protocol'
import { html } from '../theme/dom'
import { formatCount } from '../theme/format'
import { wantsLessMotion } from '../theme/theme'
import { between, frameAt } from './film'
import { icon } from './icons'
import type { Say } from './texts'

/** The slider over training steps and its play button. It stays where it is put, and follows the newest frame only while it stands at the end. */
export interface Timeline {
  readonly element: HTMLElement
  /** `step` null: the newest. */
  setFrames(frames: readonly EmbeddingFrame[], step: number | null): void
  stop(): void
}

export interface TimelineListener {
  /** What is to be drawn now: positions, and the frame that is named beside them. `glides`: the reader did not choose the way there. */
  onShow(positions: Float32Array, frame: EmbeddingFrame, glides: boolean): void
  onStep(step: number | null): void
}

export function createTimeline(say: Say, listener: TimelineListener): Timeline {
  const button = html('button', { type: 'button', class: 'play' })
  const slider = html('input', { type: 'range', min: 0, step: 1, value: 0, 'aria-label': say('step') })
  const shown = html('output')
  const newest = html('button', { type: 'button', class: 'link', title: say('newest.about'), hidden: true }, say('newest'))
  const follows = html('span', { class: 'dim' }, say('follows'))
  const element = html(
    'div',
    { class: 'timeline bar' },
    button,
    html('label', { class: 'wide' }, html('span', { class: 'dim' }, say('step')), slider),
    shown,
    newest,
    follows,
  )
  let frames: readonly EmbeddingFrame[] = []
  let step: number | null = null
  let playing = 0

  const name = (index: number): void => {
    const frame = frames[index]!
    slider.value = String(index)
    slider.setAttribute('aria-valuetext', say('step.value', { step: formatCount(frame.step), place: index + 1, frames: frames.length }))
    shown.textContent = formatCount(frame.step)
    newest.hidden = step === null
    follows.hidden = step !== null
  }
  const choose = (index: number, glides: boolean): void => {
    step = index === frames.length - 1 ? null : frames[index]!.step
    listener.onStep(step)
    name(index)
    listener.onShow(frames[index]!.positions, frames[index]!, glides)
  }
  const setPlaying = (isPlaying: boolean): void => {
    button.replaceChildren(icon(isPlaying ? 'pause' : 'play'))
    button.dataset['playing'] = String(isPlaying)
    button.title = say(isPlaying ? 'pause' : 'play')
    button.setAttribute('aria-label', button.title)
  }
  const stop = (): void => {
    if (playing === 0) return
    cancelAnimationFrame(playing)
    playing = 0
    setPlaying(false)
  }
  const play = (): void => {
    const last = frames.length - 1
    const from = Number(slider.value) >= last ? 0 : Number(slider.value)
    const framesPerMs = Math.max(last / longestMs, 1 / slowestFrameMs)
    let startMs: number | undefined
    let named = -1
    setPlaying(true)
    const advance = (nowMs: number): void => {
      startMs ??= nowMs
      const at = Math.min(frames.length - 1, from + (nowMs - startMs) * framesPerMs)
      const index = Math.floor(at)
      const frame = frames[index]!
      const isNext = index !== named
      if (isNext) {
        named = index
        step = frame.step
        name(index)
      }
      if (!wantsLessMotion()) listener.onShow(between(frames, at), frame, false)
      else if (isNext) listener.onShow(frame.positions, frame, false)
      if (at < frames.length - 1) playing = requestAnimationFrame(advance)
      else {
        stop()
        choose(frames.length - 1, false)
      }
    }
    playing = requestAnimationFrame(advance)
  }
  button.addEventListener('click', () => {
    if (playing === 0) return play()
    stop()
    choose(Number(slider.value), false)
  })
  slider.addEventListener('input', () => {
    stop()
    choose(Number(slider.value), true)
  })
  newest.addEventListener('click', () => {
    stop()
    choose(frames.length - 1, true)
    slider.focus()
  })
  setPlaying(false)

  return {
    element,
    setFrames(given, givenStep) {
      const isNew = frames.length === 0
      frames = given
      step = givenStep
      element.hidden = frames.length === 0
      slider.max = String(Math.max(0, frames.length - 1))
      slider.disabled = frames.length < 2
      button.disabled = frames.length < 2
      if (frames.length === 0) return stop()
      if (playing !== 0) return
      const index = frameAt(frames, step)
      name(index)
      listener.onShow(frames[index]!.positions, frames[index]!, !isNew)
    },
    stop,
  }
}

/** A whole run plays in six seconds at most; a few frames are given a quarter of a second each. */
const longestMs = 6000
const slowestFrameMs = 250
