import {
  describeError,
  fromWireJson,
  hasEnded,
  type EmbeddingFrame,
  type ErrorData,
  type FrameProblem,
  type FromEmbeddings,
  type Language,
  type Point,
  type RunCard,
  type ToEmbeddings,
} from '../../protocol'
import { html } from '../theme/dom'
import { formatCount } from '../theme/format'
import { readPalette } from '../theme/theme'
import { createCard } from './card'
import type { Choices } from './choices'
import { whyEmpty, type Seen } from './emptiness'
import { join } from './film'
import { createHeader } from './header'
import { icon } from './icons'
import { labelsOf, type Labels } from './labels'
import { createLegend } from './legend'
import { lookOf } from './looks'
import { createPlot } from './plot'
import { createPlayer } from './sound'
import { createTable } from './table'
import type { Say } from './texts'
import { createTimeline } from './timeline'

/** The whole panel: it keeps what the host says and what the user chose, and tells its parts. */
export interface Panel {
  readonly element: HTMLElement
  hear(message: Said): void
}

export type Said = Exclude<ToEmbeddings, { kind: 'hello' }>

interface Shown {
  readonly towers: readonly string[]
  readonly tower: string
  readonly points: readonly Point[]
  readonly labels: Labels
  readonly frames: readonly EmbeddingFrame[]
  readonly problems: readonly FrameProblem[]
}

export function createPanel(say: Say, language: Language, saved: Choices, host: { post(message: FromEmbeddings): void; save(choices: Choices): void }): Panel {
  let choices = saved
  let cards: readonly RunCard[] | undefined
  let hostShows: string | null = null
  let shown: Shown | undefined
  let current: EmbeddingFrame | undefined
  let answer: Seen['answer'] = 'none'
  let refusal: ErrorData | undefined
  const play = createPlayer()

  const change = (part: Partial<Choices>): void => {
    choices = { ...choices, ...part }
    host.save(choices)
  }
  const ask = (): void => {
    shown = undefined
    answer = 'none'
    refusal = undefined
    if (choices.run !== null) host.post({ kind: 'show', run: choices.run, method: choices.method, ...(choices.tower !== null && { tower: choices.tower }) })
    render()
  }
  const viewKey = (): string => JSON.stringify([choices.run, choices.method, choices.tower])

  const header = createHeader(say, {
    onRun: (run) => showRun(run),
    onMethod(method) {
      if (method === choices.method) return
      change({ method })
      ask()
    },
    onTower(tower) {
      change({ tower })
      ask()
    },
    onTable: (isTable) => setTable(isTable),
    onCurves: () => choices.run !== null && host.post({ kind: 'openCurves', run: choices.run }),
  })
  const card = createCard(
    say,
    () => {
      plot.point(undefined)
      plot.element.focus()
    },
    ({ sound }) => sound && play(sound),
  )
  const plot = createPlot(say, {
    onPoint(point, at, isHeld) {
      if (point === undefined || !shown) return card.hide()
      const { isDark, isHighContrast } = readPalette()
      const look = lookOf(shown.labels.of[point]!, isDark, choices.wantsShapes || isHighContrast)
      card.show({ index: point, point: shown.points[point]!, look }, at, { width: stage.clientWidth, height: stage.clientHeight }, isHeld)
    },
    onCamera: (camera) => change({ view: camera && { of: viewKey(), camera } }),
    onPlay(point) {
      const sound = shown?.points[point]?.sound
      if (sound) play(sound)
    },
  })
  const table = createTable(say, (point) => {
    setTable(false)
    plot.point(point)
    plot.element.focus()
  })
  const legend = createLegend(say, {
    onChoose(chosen) {
      change({ labels: [...chosen].map((label) => shown!.labels.names[label]!) })
      plot.setChosen(chosen)
      table.setChosen(chosen)
    },
    onShapes(wantsShapes) {
      change({ wantsShapes })
      if (!shown) return
      plot.setPoints(shown.labels, wantsShapes)
      legend.setLabels(shown.labels, chosenLabels(), wantsShapes)
    },
  })
  const timeline = createTimeline(say, {
    onShow(positions, frame, glides) {
      const isOther = frame !== current
      current = frame
      plot.setPositions(positions, glides)
      if (isOther) describe()
    },
    onStep: (step) => change({ step }),
  })
  const zooms = html(
    'div',
    { class: 'zooms' },
    ...(
      [
        ['in', 'zoom.in'],
        ['out', 'zoom.out'],
        ['fit', 'zoom.fit'],
        ['all', 'zoom.all'],
      ] as const
    ).map(([key, code]) => {
      const button = html('button', { type: 'button', class: 'plain', title: say(code), 'aria-label': say(code) }, icon(key))
      button.addEventListener('click', () => plot.press(key))
      return button
    }),
  )
  const busy = html('div', { class: 'busy', role: 'status', hidden: true }, say('busy'))
  const empty = html('p', { class: 'empty', role: 'status' })
  const stage = html('div', { class: 'stage' }, plot.element, zooms, card.element, busy)
  const about = html('p', { class: 'about dim' })
  const leftOut = html('p', { class: 'about left-out', role: 'status', hidden: true })
  const content = html('div', { class: 'content' }, html('div', { class: 'main' }, stage, table.element, timeline.element, about, leftOut), legend.element)
  const element = html('main', { class: 'embeddings' }, header.element, empty, content)

  const chosenLabels = (): Set<number> => new Set(choices.labels.map((name) => shown?.labels.names.indexOf(name) ?? -1).filter((place) => place >= 0))
  const setTable = (isTable: boolean): void => {
    change({ isTable })
    render()
  }
  const showRun = (run: string): void => {
    if (run !== choices.run) timeline.stop()
    change({ run, step: run === choices.run ? choices.step : null })
    ask()
  }
  /** The words and numbers around the picture. */
  const describe = (): void => {
    if (!shown || !current) return
    const [points, labels] = [shown.points.length, shown.labels.names.length].map(formatCount)
    plot.setAbout(say('plot.about', { points: points!, labels: labels!, step: formatCount(current.step), method: say(choices.method) }))
    table.setPositions(current.positions, current.step)
    const share = current.explained?.reduce((sum, part) => sum + part, 0)
    const method = choices.method === 'umap' ? say('about.umap') : share === undefined ? '' : say('about.pca', { share: `${Math.round(share * 100)} %` })
    const drawing = plot.drawnBy === 'canvas2d' && shown.points.length >= manyPoints ? say('about.canvas') : ''
    const parts = [`${say('about.points', { points: points!, labels: labels! })}${language === 'en' ? '.' : '。'}`, method, drawing]
    about.textContent = parts.filter((part) => part !== '').join(language === 'en' ? ' ' : '')
  }
  const inWords = (error: ErrorData): string => {
    const { message, suggestion } = describeError(error, language)
    const end = /[.!?。！？]$/.test(message) ? '' : language === 'en' ? '.' : '。' // what a system says is no sentence
    return `${message}${end}${language === 'en' ? ' ' : ''}${suggestion}`
  }
  const render = (): void => {
    header.set({
      cards: cards ?? [],
      run: choices.run,
      method: choices.method,
      towers: shown?.towers ?? [],
      tower: shown?.tower ?? choices.tower,
      isTable: choices.isTable,
    })
    const manifest = cards?.find(({ run }) => run === choices.run)?.manifest
    const reason = whyEmpty({
      hasRuns: cards && cards.length > 0,
      ...(manifest && { manifest }),
      answer,
      frames: shown?.frames.length ?? 0,
      problems: shown?.problems.length ?? 0,
    })
    const odd = shown?.problems.at(-1)?.error
    leftOut.hidden = odd === undefined
    if (shown && odd)
      leftOut.textContent = say(shown.problems.length === 1 ? 'about.problem' : 'about.problems', {
        frames: formatCount(shown.problems.length),
        problem: inWords(odd),
      })
    empty.hidden = reason === undefined
    if (reason !== undefined) {
      const failure = manifest?.error ? describeError(manifest.error, language).message : say('empty.problem')
      const refused = refusal ?? odd
      const problem = reason === 'empty.refused' && refused ? inWords(refused) : failure
      empty.textContent = say(reason, { problem })
    }
    content.hidden = reason !== undefined
    header.element.hidden = reason === 'empty.runs'
    stage.hidden = choices.isTable
    table.setShown(choices.isTable && reason === undefined)
  }
  /** Everything anew from `shown`, the user's view kept. */
  const showFrames = (): void => {
    if (!shown) return
    render()
    plot.setReach(shown.frames.map(({ positions }) => positions))
    timeline.setFrames(shown.frames, choices.step)
    describe()
  }

  render()
  return {
    element,
    hear(message) {
      switch (message.kind) {
        case 'runs': {
          const isFirst = cards === undefined
          cards = message.cards
          const known = (run: string | null): run is string => run !== null && message.cards.some((each) => each.run === run)
          // The host decides when it names another run than before; else what was looked at stays.
          const asked = message.shown !== hostShows && known(message.shown) ? message.shown : undefined
          hostShows = message.shown
          const live = message.cards.find(({ manifest }) => !hasEnded(manifest.status))
          const next = asked ?? (known(choices.run) ? choices.run : (live ?? message.cards[0])?.run)
          if (next !== undefined && (isFirst || next !== choices.run)) showRun(next)
          else render()
          return
        }
        case 'embedding': {
          if (message.run !== choices.run || message.method !== choices.method) return // an answer to an earlier choice
          const points = fromWireJson(message.points) as Point[]
          const { towers, tower } = message
          if (choices.tower !== tower) change({ tower: towers.length > 1 ? tower : null })
          shown = { towers, tower, points, labels: labelsOf(points), frames: join([], message.frames, points.length), problems: message.problems }
          current = undefined
          answer = 'given'
          table.setPoints(points, shown.labels)
          legend.setLabels(shown.labels, chosenLabels(), choices.wantsShapes)
          plot.setPoints(shown.labels, choices.wantsShapes)
          plot.setChosen(chosenLabels())
          table.setChosen(chosenLabels())
          plot.setCamera(choices.view?.of === viewKey() ? choices.view.camera : null)
          showFrames()
          return
        }
        case 'frames': {
          if (!shown || message.run !== choices.run || message.method !== choices.method || message.tower !== shown.tower) return
          shown = { ...shown, frames: join(shown.frames, message.frames, shown.points.length), problems: message.problems }
          showFrames()
          return
        }
        case 'busy':
          busy.hidden = !message.isBusy
          element.setAttribute('aria-busy', String(message.isBusy))
          if (answer === 'given' || answer === 'refused') return
          answer = message.isBusy ? 'busy' : 'none'
          render()
          return
        case 'refused':
          if (message.run !== choices.run || message.method !== choices.method) return
          shown = undefined
          answer = 'refused'
          refusal = message.error
          render()
          return
      }
    },
  }
}

/** From so many on a canvas without a GPU is felt to lag. */
const manyPoints = 5000
