import { fill } from '../../../protocol/texts/fill'
import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageEmbedding, PageFrame } from '../pageData'
import { html, wantsLessMotion } from './dom'
import { decodeInt16, formatCount } from './format'
import { createHoverCard } from './hoverCard'
import { createLegend } from './legend'
import { createScatter } from './scatter'
import { createTableTwin } from './tableTwin'

/** The embedding as it forms: a slider over the steps, colours by label, a card for the point under the pointer. */
export function mountEmbedding(place: Element, embedding: PageEmbedding | undefined, texts: ReportTexts): void {
  if (!embedding || embedding.towers.every(({ frames }) => frames.length === 0)) {
    const framesLeftOut = embedding?.framesLeftOut ?? 0
    return place.append(html('p', { class: 'dim' }, framesLeftOut > 0 ? fill(texts['frames.left-out'], { count: framesLeftOut }) : texts['embedding.none']))
  }
  const { points, labels, towers, soundsLeftOut, framesLeftOut } = embedding
  const count = points.length
  const labelOf = Uint16Array.from(points, ({ label }) => label)
  const counts = labels.map((_, index) => labelOf.reduce((sum, label) => sum + (label === index ? 1 : 0), 0))
  const scatter = createScatter(labelOf, fill(texts['embedding.keys'], { points: count }))
  const card = createHoverCard(embedding, texts)
  const table = createTableTwin(embedding, texts)
  const about = html('p', { class: 'dim' })
  const legend = createLegend(labels, counts, texts, (chosen) => scatter.setChosen(chosen))

  let tower = towers.find(({ frames }) => frames.length > 0)!
  let decoded = decode(tower.frames)
  let pointed: number | undefined

  const slider = html('input', { type: 'range', min: 0, step: 1, id: 'embedding-step', 'aria-label': texts.step })
  const shownStep = html('output', { for: 'embedding-step' })
  const point = (index: number | undefined): void => {
    pointed = index
    scatter.setPointed(index)
    if (index === undefined) card.hide()
    else card.show(index, scatter.placeOf(index), scatter.size())
  }
  /** Shows the frame, or a place between two frames while playing. */
  const show = (at: number): void => {
    const index = Math.round(at)
    const frame = tower.frames[index]!
    const positions = between(decoded, at)
    slider.value = String(index)
    slider.setAttribute('aria-valuetext', `${texts.step} ${frame.step}`)
    shownStep.textContent = formatCount(frame.step)
    about.textContent = fill(texts['embedding.about'], { points: formatCount(count), share: `${(frame.explained * 100).toFixed(0)} %` })
    scatter.setPositions(positions)
    table.setPositions(positions)
    if (pointed !== undefined) point(pointed)
  }
  const player = createPlayer(texts, () => ({ at: Number(slider.value), last: tower.frames.length - 1 }), show)
  slider.addEventListener('input', () => {
    player.stop()
    show(Number(slider.value))
  })
  const chooseTower = (name: string): void => {
    player.stop()
    tower = towers.find((candidate) => candidate.name === name)!
    decoded = decode(tower.frames)
    scatter.setReach(reachOf(decoded))
    slider.max = String(tower.frames.length - 1)
    show(tower.frames.length - 1)
  }

  scatter.element.addEventListener('pointermove', (event) => point(scatter.nearest(event.offsetX, event.offsetY)))
  scatter.element.addEventListener('pointerleave', () => point(undefined))
  scatter.element.addEventListener('blur', () => point(undefined))
  scatter.element.addEventListener('click', () => pointed !== undefined && card.playSound(pointed))
  scatter.element.addEventListener('keydown', (event) => {
    const direction = directions[event.key]
    if (direction) point(scatter.next(pointed, direction))
    else if (event.key === 'Escape') point(undefined)
    else if (event.key === 'Enter' && pointed !== undefined) card.playSound(pointed)
    else return
    event.preventDefault()
  })

  const choice = html('select', {}, ...towers.filter(({ frames }) => frames.length > 0).map(({ name }) => html('option', { value: name }, name)))
  choice.addEventListener('change', () => chooseTower(choice.value))
  place.append(
    html(
      'div',
      { class: 'bar' },
      ...(towers.length > 1 ? [html('label', {}, texts.tower, choice)] : []),
      player.button,
      html('label', { class: 'wide' }, texts.step, slider, shownStep),
    ),
    html('div', { class: 'embedding card' }, html('div', { class: 'stage' }, scatter.element, card.element), legend),
    about,
    ...(framesLeftOut > 0 ? [html('p', { class: 'bad' }, fill(texts['frames.left-out'], { count: framesLeftOut }))] : []),
    ...(soundsLeftOut > 0 ? [html('p', { class: 'dim' }, fill(texts['sound.left-out'], { count: soundsLeftOut }))] : []),
    table.element,
  )
  chooseTower(tower.name)
}

const directions: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

function decode(frames: readonly PageFrame[]): Float32Array[] {
  return frames.map(({ positions }) => Float32Array.from(decodeInt16(positions), (value) => value / 32767))
}

function reachOf(frames: readonly Float32Array[]): { x: number; y: number } {
  const reach = [1e-6, 1e-6]
  for (const frame of frames) frame.forEach((value, i) => (reach[i % 2] = Math.max(reach[i % 2]!, Math.abs(value))))
  return { x: reach[0]!, y: reach[1]! }
}

function between(frames: readonly Float32Array[], at: number): Float32Array {
  const before = frames[Math.floor(at)]!
  const after = frames[Math.ceil(at)]!
  const share = at - Math.floor(at)
  return share === 0 ? before : before.map((value, i) => value + (after[i]! - value) * share)
}

/** Plays the frames once, from the start where the slider stands at the end. Who wants less motion gets steps, no gliding. */
function createPlayer(texts: ReportTexts, where: () => { at: number; last: number }, show: (at: number) => void): { button: HTMLButtonElement; stop(): void } {
  const button = html('button', { type: 'button', class: 'play' }, `▶ ${texts.play}`)
  let frame = 0
  const stop = (): void => {
    cancelAnimationFrame(frame)
    frame = 0
    button.textContent = `▶ ${texts.play}`
  }
  const play = (): void => {
    const { at, last } = where()
    if (last < 1) return
    const start = at >= last ? 0 : at
    const framesPerMs = Math.max(last / 6000, 0.004)
    let startMs: number | undefined
    button.textContent = `❚❚ ${texts.pause}`
    const advance = (nowMs: number): void => {
      startMs ??= nowMs
      const reached = Math.min(last, start + (nowMs - startMs) * framesPerMs)
      show(wantsLessMotion() ? Math.floor(reached) : reached)
      if (reached >= last) stop()
      else frame = requestAnimationFrame(advance)
    }
    frame = requestAnimationFrame(advance)
  }
  button.addEventListener('click', () => (frame ? stop() : play()))
  return { button, stop }
}
