import type { EmbeddingFrame, ErrorData, FromEmbeddings, Language, RunCard, ToEmbeddings } from '../../protocol'
import { html } from '../theme/dom'
import { formatCount } from '../theme/format'
import { readPalette } from '../theme/theme'
import { aboutOf, leftOutOf, reasonIn } from './about'
import { createCard } from './card'
import { runToShow, type Choices } from './choices'
import { coloringsFor, shadesOf } from './coloring'
import { whyEmpty, type Seen } from './emptiness'
import { join } from './film'
import { createHeader } from './header'
import { createImagesChoice } from './imagesChoice'
import { createLegend } from './legend'
import { lookOf } from './looks'
import { createPlot } from './plot'
import { pointsCsv } from './pointsCsv'
import { shownOf, type Shown } from './shown'
import { createPlayer } from './sound'
import { createTable } from './table'
import type { Say } from './texts'
import { createTimeline } from './timeline'
import { createZooms } from './zooms'

/** The whole panel: it keeps what the host says and what the user chose, and tells its parts. */
export interface Panel {
  readonly element: HTMLElement
  hear(message: Said): void
}

export type Said = Exclude<ToEmbeddings, { kind: 'hello' }>

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
    onExport: exportPoints,
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
    onSight: (isAny) => void (sight.hidden = isAny),
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
  const images = createImagesChoice(say, (thumbnails) => {
    change({ thumbnails })
    showImages()
  })
  const legend = createLegend(say, images.element, {
    onChoose(chosen) {
      change({ labels: [...chosen].map((label) => shown!.labels.names[label]!) })
      plot.setChosen(chosen)
      table.setChosen(chosen)
    },
    onColoring(coloring) {
      change({ coloring })
      shade()
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
  const sight = html('p', { class: 'sight', role: 'status', hidden: true }, say('sight.none'))
  const busy = html('div', { class: 'busy', role: 'status', hidden: true }, say('busy'))
  const empty = html('p', { class: 'empty', role: 'status' })
  const stage = html(
    'div',
    { class: 'stage' },
    plot.element,
    createZooms(say, (key) => plot.press(key)),
    sight,
    card.element,
    busy,
  )
  const about = html('p', { class: 'about dim' })
  const leftOut = html('p', { class: 'about left-out', role: 'status', hidden: true })
  const said = html('p', { class: 'unseen', role: 'status' })
  const content = html('div', { class: 'content' }, html('div', { class: 'main' }, stage, table.element, timeline.element, about, leftOut), legend.element)
  const element = html('main', { class: 'embeddings' }, header.element, empty, content, said)

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
    about.textContent = aboutOf(
      { points: shown.points.length, labels: shown.labels.names.length, method: choices.method, frame: current, drawnBy: plot.drawnBy },
      language,
      say,
    )
    shade()
  }
  /** Colors that say a number, where that is chosen and there is one. */
  const shade = (): void => {
    if (!shown || !current) return
    const coloring = coloringsFor(shown.labels).find((each) => each === choices.coloring) ?? 'label'
    const shades = shadesOf(coloring, shown.labels, shown.frames, current)
    plot.setShades(shades)
    legend.setColoring(coloring, shades)
  }
  const showImages = (): void => {
    if (!shown) return
    images.set(
      shown.points.some(({ image }) => image),
      choices.thumbnails,
    )
    plot.setThumbnails(shown.points, choices.thumbnails)
    table.setImages(choices.thumbnails !== 'never')
  }
  const render = (): void => {
    header.set({
      cards: cards ?? [],
      run: choices.run,
      method: choices.method,
      towers: shown?.towers ?? [],
      tower: shown?.tower ?? choices.tower,
      isTable: choices.isTable,
      width: shown?.width ?? 0,
      hasPoints: (shown?.frames.length ?? 0) > 0,
    })
    const manifest = cards?.find(({ run }) => run === choices.run)?.manifest
    const reason = whyEmpty({
      hasRuns: cards && cards.length > 0,
      ...(manifest && { manifest }),
      answer,
      frames: shown?.frames.length ?? 0,
      points: shown?.points.length ?? 0,
      problems: shown?.problems.length ?? 0,
    })
    const odd = shown?.problems.at(-1)?.error
    leftOut.hidden = odd === undefined
    if (shown && odd) leftOut.textContent = leftOutOf(shown.problems.length, odd, language, say)
    empty.hidden = reason === undefined
    if (reason !== undefined) empty.textContent = reasonIn(reason, refusal ?? odd, manifest?.error, language, say)
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

  function exportPoints(to: 'file' | 'clipboard'): void {
    if (!shown || !current) return
    const { text, count } = pointsCsv(shown.points, current, shown.labels, chosenLabels())
    const name = `${cards?.find(({ run }) => run === choices.run)?.manifest.name ?? 'points'}-step-${current.step}.csv`
    host.post({ kind: 'export', to, name, text })
    if (to === 'clipboard') said.textContent = say('copied', { points: formatCount(count), step: formatCount(current.step) })
  }

  render()
  return {
    element,
    hear(message) {
      switch (message.kind) {
        case 'runs': {
          const isFirst = cards === undefined
          cards = message.cards
          const next = runToShow(message, hostShows, choices.run)
          hostShows = message.shown
          if (next !== undefined && (isFirst || next !== choices.run)) showRun(next)
          else render()
          return
        }
        case 'embedding': {
          if (message.run !== choices.run || message.method !== choices.method) return // an answer to an earlier choice
          const { towers, tower, width } = message
          // Chosen for another run or tower, whose embedding had two columns.
          if (message.method === 'plain' && width > 0 && width !== 2) {
            change({ method: 'pca' })
            return ask()
          }
          if (choices.tower !== tower) change({ tower: towers.length > 1 ? tower : null })
          shown = shownOf(message)
          current = undefined
          answer = 'given'
          table.setPoints(shown.points, shown.labels)
          legend.setLabels(shown.labels, chosenLabels(), choices.wantsShapes)
          plot.setPoints(shown.labels, choices.wantsShapes)
          showImages()
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
