import { hasEnded, type ComparisonState, type FromCurves, type Language, type RunEvent, type ToCurves } from '../../protocol'
import { sayFiguresIn } from '../figures/texts'
import { createFiguresView } from '../figures/view'
import type { Door } from '../host/door'
import { html } from '../theme/dom'
import { onTheme, readPalette } from '../theme/theme'
import { createChartGrid, type GridView } from './chartGrid'
import { isLogX, parseChoices, withAxis, withColors, type Choices } from './choices'
import { createComparisonCard } from './comparisonCard'
import { exportCsv } from './exportCsv'
import { exportSvg } from './exportSvg'
import { createFinalTable } from './finalTable'
import { groupKeysOf, lineOf } from './groups'
import { decidingOf, inOrder } from './metrics'
import { createRunBar } from './runBar'
import { createRunList } from './runList'
import { isRunOf, labelsOf, shownAtFirst, statusOf, type Run } from './runs'
import { emptyStory, foldEvents, foldStory } from './story'
import { sayIn } from './texts'
import { createToolbar } from './toolbar'

/** The curves panel: hears of runs, keeps their stories, draws at most once a frame and only when something changed. */
export function start(door: Door<ToCurves, FromCurves>): void {
  let choices = parseChoices(door.state.get())
  let language: Language = 'en'
  let say = sayIn(language)
  let isTrusted = true
  let palette = readPalette()
  let runs: readonly Run[] | undefined
  let shown: readonly string[] = []
  let comparisons: readonly ComparisonState[] = []
  let isScheduled = false
  const asked = new Set<string>()

  const choose = (some: Partial<Choices>): void => {
    choices = { ...choices, ...some }
    door.state.set(choices)
    schedule()
  }
  const show = (wanted: readonly string[]): void => {
    const order = (runs ?? []).map(({ run }) => run).filter((run) => wanted.includes(run))
    shown = order
    choose({ shown: order, colors: withColors(choices.colors, order) })
    door.post({ kind: 'show', runs: order })
  }
  const announce = (text: string): void => void (live.textContent = text)

  const live = html('div', { class: 'unseen', 'aria-live': 'polite' })
  const runBar = createRunBar({
    command: (run, command) => door.post({ kind: 'command', run, command }),
    openEmbeddings: (run) => door.post({ kind: 'openEmbeddings', run }),
    compare: (run) => door.post({ kind: 'compare', run }),
    openSource: (run, { file, line }) => door.post({ kind: 'openSource', run, file, line }),
    announce,
  })
  const runList = createRunList({
    show,
    makeCurrent: (current) => choose({ current }),
    setColor(name, color) {
      const run = runs?.find((each) => each.run === name)
      if (run) choose({ colors: { ...choices.colors, [lineOf(run, choices.grouping)]: color } })
    },
    setFilter: (runFilter) => choose({ runFilter }),
    setMetric: (listedMetric) => choose({ listedMetric }),
  })
  const comparisonCard = createComparisonCard((run) => door.post({ kind: 'compare', run }))
  const toolbar = createToolbar({ choose, setAxis: (axis, xMetric) => choose(withAxis(choices, axis, xMetric)), exportAs })
  const grid = createChartGrid({ choose, announce })
  const finals = createFinalTable()
  const figures = createFiguresView(
    {
      ask: (run, atStep) => door.post({ kind: 'askFigures', run, ...(atStep !== undefined && { atStep }) }),
      choose: (figureStep) => choose({ figureStep }),
    },
    sayFiguresIn(language),
  )
  const state = html('div', { class: 'blank' })
  const side = html('div', { class: 'side' }, runList.element, comparisonCard.element)
  const main = html('main', {}, toolbar.element, state, grid.element, finals.element, figures.element)
  document.body.replaceChildren(html('div', { class: 'panel' }, runBar.element, runBar.banners, html('div', { class: 'body' }, side, main)), live)

  function hear(message: ToCurves): void {
    switch (message.kind) {
      case 'hello':
        language = message.language
        isTrusted = message.isTrusted
        say = sayIn(language)
        document.documentElement.lang = language === 'zh-cn' ? 'zh-CN' : 'en'
        figures.setTexts(sayFiguresIn(language))
        break
      case 'runs':
        hearRuns(message)
        break
      case 'comparisons':
        comparisons = message.newest
        break
      case 'story': {
        const run = runs?.find((each) => each.run === message.story.run)
        if (!run) return
        run.story = foldStory(message.story.events)
        run.status = statusOf(run.card, run.story)
        asked.delete(run.run)
        break
      }
      case 'events':
        hearEvents(message.run, message.events)
        break
      case 'figures':
        figures.take(message)
        break
    }
    schedule()
  }

  function hearRuns({ cards, shown: shownByHost }: Extract<ToCurves, { kind: 'runs' }>): void {
    const isFirst = runs === undefined
    const colored = choices.colors
    const before = new Map((runs ?? []).map((run) => [run.run, run]))
    const now = cards.map((card): Run => {
      const story = before.get(card.run)?.story
      return { run: card.run, card, story, status: statusOf(card, story) }
    })
    const exist = (wanted: readonly string[]): string[] => wanted.filter((run) => cards.some((card) => card.run === run))
    const isLive = (run: string | undefined): boolean => now.some((each) => each.run === run && !hasEnded(each.status))
    runs = now
    shown = exist(shownByHost)
    // Whoever starts a run wants to see it, unless another that trains is being looked at.
    const isNews = !isFirst && cards.some(({ run }) => !before.has(run) && isLive(run))
    const current = isNews && !isLive(choices.current) ? undefined : choices.current
    choices = { ...choices, current, colors: withColors(choices.colors, shown) }
    // What the user chose before a reload counts, besides what trains and what was never shown; where nobody chose, the newest.
    const saved = exist(choices.shown ?? [])
    const isNew = (run: string): boolean => isLive(run) || colored[run] === undefined
    let wanted = shown
    if (isFirst && saved.length > 0) wanted = [...saved, ...shown.filter((run) => isNew(run) && !saved.includes(run))]
    else if (shown.length === 0 && choices.shown === undefined) wanted = cards.slice(0, shownAtFirst).map(({ run }) => run)
    if ([...wanted].sort().join('\n') !== [...shown].sort().join('\n')) show(wanted)
  }

  function hearEvents(name: string, events: readonly RunEvent[]): void {
    const run = runs?.find((each) => each.run === name)
    if (!run || !shown.includes(name) || asked.has(name)) return
    const story = run.story ?? emptyStory()
    if (foldEvents(story, events)) {
      run.story = story
      if (story.status && events.some(({ kind }) => tellsStatus.has(kind))) run.status = story.status
    } else {
      asked.add(name)
      door.post({ kind: 'askStory', run: name })
    }
  }

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      draw()
    })
  }

  function view(): GridView {
    const all = runs ?? []
    const shownRuns = all.filter(({ run }) => shown.includes(run))
    const current = all.find(({ run }) => run === choices.current) ?? shownRuns.find(({ status }) => !hasEnded(status)) ?? shownRuns[0] ?? all[0]
    return {
      runs: shownRuns.filter(({ story }) => story),
      labels: labelsOf(all, say),
      goals: Object.assign({}, ...all.map(({ card }) => card.manifest.metricGoals ?? {}).reverse()) as GridView['goals'],
      current: current?.run,
      choices,
      palette,
      say,
    }
  }

  /** Each group keeps its color, whichever runs are shown: all of them have one from the beginning. */
  function colorGroups(): void {
    if (choices.grouping.by.length === 0) return
    const lines = [...new Set((runs ?? []).map((run) => lineOf(run, choices.grouping)))]
    if (lines.every((line) => choices.colors[line] !== undefined)) return
    choices = { ...choices, colors: withColors(choices.colors, lines) }
    door.state.set(choices)
  }

  function draw(): void {
    colorGroups()
    const now = view()
    const all = runs ?? []
    const current = all.find(({ run }) => run === now.current)
    const metrics = inOrder(new Set(now.runs.flatMap(({ story }) => [...story!.curves.keys(), ...story!.finalMetrics.keys()])))
    const chartable = inOrder(new Set(now.runs.flatMap(({ story }) => [...story!.curves.keys()])))
    const metric = metrics.find((each) => each === choices.listedMetric) ?? decidingOf(now.goals, metrics)
    runBar.update({ run: current, label: now.labels.get(now.current ?? '') ?? '', isTrusted, language, say })
    runList.update({ ...now, runs: all, shown, metrics, metric, colors: choices.colors, grouping: choices.grouping, filter: choices.runFilter })
    side.hidden = all.length === 0
    comparisonCard.update(current?.run, current && comparisons.find(({ experiment }) => isRunOf(current.run, experiment)), language, say)
    toolbar.update(choices, { metrics: chartable, groupKeys: groupKeysOf(all, choices.grouping.by) }, say)
    grid.update(now)
    finals.update(now)
    figures.show(current?.run, now.labels.get(now.current ?? '') ?? '', current?.story?.figureSteps ?? [], choices.figureStep)
    const blank = blankOf(now, grid.element.childElementCount > 0 || !finals.element.hidden)
    toolbar.element.hidden = metrics.length === 0
    figures.element.hidden = !current || (metrics.length === 0 && current.story === undefined)
    state.hidden = blank.length === 0
    const text = blank.join('\n')
    if (state.getAttribute('data-text') === text) return
    state.setAttribute('data-text', text)
    state.replaceChildren(...blank.map((line, i) => html(i === 0 && blank.length > 1 ? 'h2' : 'p', {}, line)))
  }

  /** What stands where no chart is, in words: why, and what to do. */
  function blankOf({ runs: told }: GridView, hasCharts: boolean): string[] {
    if (runs === undefined) return [say('loading')]
    if (runs.length === 0) return [say('empty.title'), say('empty.about'), say('empty.new')]
    if (shown.length === 0) return [say('empty.shown')]
    if (told.length < shown.length && told.length === 0) return [say('loading')]
    if (hasCharts) return []
    if (choices.metricFilter !== '') return [say('empty.filter', { filter: choices.metricFilter })]
    return told.some(({ status }) => !hasEnded(status)) ? [say('empty.curves')] : []
  }

  function exportAs(format: 'csv' | 'svg'): void {
    const now = view()
    const charts = grid.charts()
    const name = `${now.runs[0]?.card.manifest.experiment ?? 'gradlab'}-curves.${format}`
    if (format === 'csv') {
      const metrics = charts.map(({ metric }) => metric)
      const stories = now.runs.map(({ card: { manifest }, story }) => ({ name: manifest.name, variant: manifest.variant, seed: manifest.seed, story: story! }))
      return door.post({ kind: 'export', format, name, text: exportCsv(stories, metrics) })
    }
    const drawnLines = charts.flatMap(({ lines }) => lines).filter(({ isPale }) => !isPale)
    const legend = [...new Map(drawnLines.map(({ run, label, color, dash }) => [run, { label, color, dash }])).values()]
    const options = { axis: choices.axis, isLog: choices.isLog, isLogX: isLogX(choices) }
    const against = choices.axis === 'metric' ? ` · x: ${choices.xMetric}` : ''
    const drawn = charts.map(({ metric, lines, span }) => ({ metric: `${metric}${against}`, lines, options: { ...span, ...options } }))
    door.post({ kind: 'export', format, name, text: exportSvg(drawn, legend) })
  }

  onTheme(() => {
    palette = readPalette()
    figures.redraw()
    schedule()
  })
  door.listen(hear)
  draw()
  door.post({ kind: 'ready' })
}

const tellsStatus: ReadonlySet<RunEvent['kind']> = new Set(['started', 'paused', 'continued', 'ended'])
