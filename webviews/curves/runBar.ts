import { describeError, hasEnded, type ErrorData, type FromCurves, type Language, type NoticeCode, type RunStatus, type SourcePlace } from '../../protocol'
import { sayWhy } from '../../protocol/texts/why'
import { html, setText } from '../theme/dom'
import { formatClock, formatCount, formatNumber } from '../theme/format'
import { createHyperForm } from './hyperForm'
import { progressOf } from './progress'
import type { Run } from './runs'
import type { Say } from './texts'

type Command = Extract<FromCurves, { kind: 'command' }>['command']
export interface RunBarHost {
  command(run: string, command: Command): void
  openEmbeddings(run: string): void
  /** The comparison of its experiment; where there is none, to begin one. */
  compare(run: string): void
  openSource(run: string, place: SourcePlace): void
  announce(text: string): void
}
export interface RunBarView {
  readonly run: Run | undefined
  readonly label: string
  readonly isTrusted: boolean
  readonly language: Language
  readonly say: Say
}

/** The run that is looked at: how far it is, what can be done with it, what went wrong. */
export function createRunBar(host: RunBarHost): { readonly element: HTMLElement; readonly banners: HTMLElement; update(view: RunBarView): void } {
  const name = html('h1')
  const generated = html('span', { class: 'tag' })
  const state = html('span', { class: 'state' })
  const facts = html('span', { class: 'dim number facts' })
  const bar = html('progress', { max: 1, value: 0 })
  const refusal = html('span', { class: 'dim' })
  const embeddings = html('button', { type: 'button' })
  const compare = html('button', { type: 'button' })
  const buttons: Record<Action, HTMLButtonElement> = { pause: button(), continue: button('primary'), stop: button(), resume: button('primary') }
  const hyper = createHyperForm({
    set: (key, value) => current && host.command(current.run, { kind: 'set', key, value }),
    announce: (text) => host.announce(text),
  })
  const controls = html('div', { class: 'controls' }, ...Object.values(buttons), hyper.button, compare, embeddings, refusal)
  const element = html('header', { class: 'run-bar' }, html('div', { class: 'run-line' }, name, generated, state, facts), controls, bar, hyper.form)
  const banners = html('div', { class: 'banners' })
  let current: Run | undefined
  let say: Say | undefined
  let drawn = ''
  for (const action of actions)
    buttons[action].addEventListener('click', () => {
      if (!current || !say) return
      host.command(current.run, { kind: action })
      host.announce(say('asked', { action: say(action) }))
    })
  embeddings.addEventListener('click', () => current && host.openEmbeddings(current.run))
  compare.addEventListener('click', () => current && host.compare(current.run))

  return {
    element,
    banners,
    update(view) {
      const { run, label, isTrusted } = view
      current = run
      say = view.say
      element.hidden = !run
      banners.hidden = !run
      if (!run) return
      const { manifest } = run.card
      setText(name, `${manifest.experiment} · ${label}`)
      setText(generated, say('data.generated'))
      generated.title = say('data.generated.about')
      generated.hidden = manifest.generatedData !== true
      setText(state, say(`status.${run.status}`))
      state.className = `state ${run.status}`
      const progress = progressOf(run.story ?? { step: manifest.step, steps: manifest.steps, status: run.status, marks: [] })
      const steps = progress.steps ?? manifest.steps
      const step = progress.step || manifest.step
      setText(
        facts,
        [
          steps === undefined ? say('progress.step', { step: formatCount(step) }) : say('progress.of', { step: formatCount(step), steps: formatCount(steps) }),
          progress.stepsPerSecond === undefined || run.status !== 'running'
            ? ''
            : say('train.rate', { rate: formatNumber(Number(progress.stepsPerSecond.toPrecision(3))) }),
          progress.secondsLeft === undefined || run.status !== 'running' ? '' : say('train.left', { time: formatClock(progress.secondsLeft) }),
          run.story?.engine ?? manifest.engine ?? '',
        ]
          .filter((fact) => fact !== '')
          .join(' · '),
      )
      const { engine, engineWhy: why, stepTimes } = manifest
      facts.title = engine === undefined && !run.story ? '' : sayWhy(view.language, run.story ?? { engine, why, stepTimes })
      bar.hidden = steps === undefined
      bar.max = steps ?? 1
      bar.value = step
      bar.setAttribute('aria-label', say('progress.bar'))
      for (const action of actions) {
        setText(buttons[action], say(action))
        buttons[action].hidden = !actionsOf(run.status).includes(action)
      }
      buttons.resume.title = say('resume.about')
      buttons.resume.disabled = !isTrusted
      setText(refusal, say('resume.untrusted'))
      refusal.hidden = isTrusted || !hasEnded(run.status) || run.status === 'completed'
      setText(embeddings, say('embeddings'))
      setText(compare, say('compare'))
      compare.title = say('compare.about')
      hyper.update({
        run: run.run,
        fields: run.story?.fields ?? manifest.fields ?? {},
        values: run.story?.hyper ?? manifest.hyper ?? {},
        isLive: run.status === 'running' || run.status === 'paused',
        language: view.language,
        say,
      })
      drawBanners(view, run)
    },
  }

  /** Drawn anew only where they say something else: a screen reader reads them when they come. */
  function drawBanners({ language, say }: RunBarView, run: Run): void {
    const error = run.story?.error ?? (hasEnded(run.status) ? run.card.manifest.error : undefined)
    const notices = run.story?.notices ?? []
    const changes = run.story?.changes ?? []
    const key = JSON.stringify([run.run, error, notices, changes, language])
    if (key === drawn) return
    drawn = key
    banners.replaceChildren(
      ...(error ? [errorBanner(run.run, error, language, say)] : []),
      ...notices.map(({ code, context }) => noticeBanner(run.run, code, context, say)),
      ...changes
        .slice(-3)
        .map(({ key, value, step }) => html('p', { class: 'banner' }, say('live.changed', { key, value: String(value), step: formatCount(step) }))),
    )
  }

  function errorBanner(run: string, error: ErrorData, language: Language, say: Say): HTMLElement {
    const { message, suggestion } = describeError(error, language)
    const banner = html('div', { class: 'banner error', role: 'alert' }, html('p', {}, html('b', {}, message)), html('p', { class: 'dim' }, suggestion))
    if (error.where) banner.append(link(run, error.where, say), ...(error.where.text ? [html('pre', {}, error.where.text.trim())] : []))
    return banner
  }

  function noticeBanner(run: string, code: NoticeCode, context: Readonly<Record<string, string | number>>, say: Say): HTMLElement {
    const banner = html('p', { class: 'banner notice', role: 'status' }, say(`notice.${code}`), ' ')
    const place = /^(.+):(\d+)$/.exec(String(context['place'] ?? ''))
    if (place) banner.append(link(run, { file: place[1]!, line: Number(place[2]), column: 1 }, say))
    return banner
  }

  function link(run: string, place: SourcePlace, say: Say): HTMLElement {
    const element = html('button', { type: 'button', class: 'link' }, say('error.open', { place: `${place.file}:${place.line}` }))
    element.addEventListener('click', () => host.openSource(run, place))
    return element
  }
}

const actions = ['pause', 'continue', 'stop', 'resume'] as const
type Action = (typeof actions)[number]

function actionsOf(status: RunStatus): readonly Action[] {
  switch (status) {
    case 'starting':
      return ['stop']
    case 'running':
      return ['pause', 'stop']
    case 'paused':
      return ['continue', 'stop']
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return ['resume']
    case 'completed':
      return []
  }
}

function button(look?: string): HTMLButtonElement {
  return html('button', { type: 'button', class: look })
}
