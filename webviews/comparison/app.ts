import type { ComparisonCard, ComparisonCurves, ComparisonState, FromComparison, Language, ToComparison } from '../../protocol'
import { progressOf } from '../curves/progress'
import { emptyStory, foldEvents, foldStory, trainingTimes, type Story } from '../curves/story'
import { sayIn as sayCurvesIn } from '../curves/texts'
import type { Door } from '../host/door'
import { html } from '../theme/dom'
import { onTheme, readPalette } from '../theme/theme'
import { parseChoices, type Choices } from './choices'
import { createCostTable } from './costTable'
import { createCurvesFigure } from './curvesFigure'
import { createDotFigure } from './dotFigure'
import { createHeader } from './header'
import { trainingOf, type LiveRun } from './model'
import { createRunTable, labelOf, problemOf } from './runTable'
import { sayIn } from './texts'
import { createVerdicts } from './verdicts'

/** The comparison panel: hears of comparisons, draws at most once a frame and only what changed. */
export function start(door: Door<ToComparison, FromComparison>): void {
  let choices = parseChoices(door.state.get())
  let language: Language = 'en'
  let say = sayIn(language)
  let sayCurves = sayCurvesIn(language)
  let isTrusted = true
  let palette = readPalette()
  let cards: readonly ComparisonCard[] | undefined
  let state: ComparisonState | undefined
  let curves: { readonly of: string; readonly curves: ComparisonCurves } | undefined
  let followed: { readonly run: string; story: Story } | undefined
  let askedFor: string | undefined
  let isScheduled = false
  let drawnError = ''

  const choose = (some: Partial<Choices>): void => {
    choices = { ...choices, ...some }
    door.state.set(choices)
    schedule()
  }
  const announce = (text: string): void => void (live.textContent = text)
  const live = html('div', { class: 'unseen', 'aria-live': 'polite' })
  const header = createHeader({ post: (message) => door.post(message), announce })
  const error = html('div', { class: 'banner error', role: 'alert', hidden: true })
  const verdicts = createVerdicts()
  const figures = [createDotFigure('values'), createDotFigure('differences')]
  const cost = createCostTable()
  const onTheWay = createCurvesFigure({ setAxis: (axis) => choose({ axis }), announce })
  const runs = createRunTable({
    openCurves: (names) => state && door.post({ kind: 'openCurves', comparison: state.file, runs: names }),
    openSource: ({ file, line }) => state && door.post({ kind: 'openSource', comparison: state.file, file, line }),
  })
  const blankTitle = html('h2')
  const blankText = html('p')
  const begin = html('button', { type: 'button', class: 'primary' })
  begin.addEventListener('click', () => door.post({ kind: 'compare' }))
  const blank = html('div', { class: 'blank' }, blankTitle, blankText, begin)
  const pictures = html('div', { class: 'pictures' }, ...figures.map(({ element }) => element))
  const parts = html('div', { class: 'parts' }, verdicts.element, pictures, cost.element, onTheWay.element, runs.element)
  document.body.replaceChildren(html('div', { class: 'panel' }, header.element, error, html('main', {}, blank, parts)), live)

  function hear(message: ToComparison): void {
    switch (message.kind) {
      case 'hello':
        language = message.language
        isTrusted = message.isTrusted
        say = sayIn(language)
        sayCurves = sayCurvesIn(language)
        document.documentElement.lang = language === 'zh-cn' ? 'zh-CN' : 'en'
        break
      case 'comparisons':
        hearComparisons(message)
        break
      case 'curves':
        curves = { of: message.comparison, curves: message.curves }
        break
      case 'story':
        followed = { run: message.story.run, story: foldStory(message.story.events) }
        if (askedFor === followed.run) askedFor = undefined
        break
      case 'events': {
        const { run, events } = message
        if (askedFor === run) return
        followed = followed?.run === run ? followed : { run, story: emptyStory() }
        if (foldEvents(followed.story, events)) break
        askedFor = run
        door.post({ kind: 'askStory', run })
        break
      }
    }
    schedule()
  }

  function hearComparisons({ cards: all, shown, isAsked }: Extract<ToComparison, { kind: 'comparisons' }>): void {
    const isFirst = cards === undefined
    cards = all
    state = shown ?? undefined
    const saved = choices.comparison
    // What was looked at before a reload, unless a command has named another since.
    if (isFirst && !isAsked && saved !== undefined && saved !== shown?.file && all.some(({ file }) => file === saved))
      return door.post({ kind: 'show', comparison: saved })
    if (shown && shown.file !== saved) choose({ comparison: shown.file })
  }

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      draw()
    })
  }

  function draw(): void {
    header.element.hidden = !state
    parts.hidden = !state
    blank.hidden = state !== undefined
    drawError()
    if (!state) return drawBlank()
    const training = trainingOf(state)
    const story = training?.run.run !== undefined && followed?.run.endsWith(training.run.run) ? followed.story : undefined
    header.update({ cards: cards ?? [], state, live: story && liveOf(story), isTrusted, language, say })
    verdicts.update(state, language, say)
    for (const figure of figures) figure.update(state, language, say)
    cost.update(state, language, say)
    onTheWay.update({
      state,
      curves: curves?.of === state.file ? curves.curves : undefined,
      training: training && story && training.run.purpose === 'measure' ? { arm: training.run.variant, label: labelOf(training.run, say), story } : undefined,
      axis: choices.axis,
      palette,
      say,
      sayCurves,
    })
    runs.update(state, language, say)
  }

  function drawBlank(): void {
    const isLoading = cards === undefined
    blankTitle.textContent = isLoading ? '' : say('empty.title')
    blankText.textContent = say(isLoading ? 'loading' : 'empty.about')
    begin.hidden = isLoading
    begin.textContent = say('compare')
    begin.disabled = !isTrusted
    begin.title = isTrusted ? '' : say('untrusted')
  }

  /** Drawn anew only where it says something else: a screen reader reads it when it comes. */
  function drawError(): void {
    const shown = state?.status === 'failed' ? state.error : undefined
    error.hidden = !shown
    const key = JSON.stringify([shown, language])
    if (key === drawnError) return
    drawnError = key
    const open = ({ file, line }: { readonly file: string; readonly line: number }): void => {
      if (state) door.post({ kind: 'openSource', comparison: state.file, file, line })
    }
    error.replaceChildren(...(shown ? problemOf(shown, language, say, open) : []))
  }

  onTheme(() => {
    palette = readPalette()
    schedule()
  })
  door.listen(hear)
  draw()
  door.post({ kind: 'ready' })
}

function liveOf(story: Story): LiveRun {
  const { step, steps, secondsLeft } = progressOf(story)
  return { step, steps, secondsLeft, trainedSeconds: (trainingTimes(story, [story.lastClock])[0] ?? 0) / 1000 }
}
