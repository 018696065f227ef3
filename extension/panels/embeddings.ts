import {
  asGradlabError,
  fromBase64,
  hasEnded,
  type EmbeddingFrame,
  type FramesReply,
  type FromEmbeddings,
  type PanelReady,
  type ProjectionMethod,
  type ToEmbeddings,
  type WireFrame,
} from '../../protocol'
import type { RunFeed } from '../runs/feed'
import { createThrottle } from '../runs/throttle'
import type { Services } from '../services'
import type { PanelSession, PanelView } from './session'

export interface EmbeddingsSession extends PanelSession<Exclude<FromEmbeddings, PanelReady>> {
  show(run: string): Promise<void>
}

interface Choice {
  readonly run: string
  readonly method: ProjectionMethod
  readonly tower: string | undefined
}

/** Frames may be left out, so one question at a time is enough. */
const frameMs = 250

export function createEmbeddingsSession(view: PanelView<ToEmbeddings>, services: Services & { readonly feed: RunFeed }): EmbeddingsSession {
  const { editor, language, sidecar, store, feed, panels } = services
  let choice: Choice | undefined
  let isAsked = false // somebody chose it; else the page goes back to what it showed before a reload
  let endFollowing: (() => void) | undefined
  let lastStep = -1
  let isGreeted = false // nothing comes before hello
  let wish: 'all' | 'more' | undefined
  let asking: Promise<void> | undefined
  const soon = createThrottle(frameMs, () => void tell('more').catch(() => undefined)) // the next frame asks again

  const isStill = (asked: Choice): boolean => choice === asked && view.isVisible
  const busy = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    view.post({ kind: 'busy', isBusy: true })
    try {
      return await work()
    } finally {
      view.post({ kind: 'busy', isBusy: false })
    }
  }
  const askFrames = ({ run, method, tower }: Choice, afterStep: number) =>
    sidecar.ask('gradlab/run/frames', { run, method, afterStep, ...(tower !== undefined && { tower }) })

  /** The whole embedding of what is chosen; an empty one while the run has not embedded yet. */
  const tellAll = async (): Promise<void> => {
    const asked = choice
    if (!asked || !view.isVisible) return
    if (!(await hasFrames(feed, asked.run))) {
      // Said too: the page explains why there is nothing to see.
      if (isStill(asked))
        view.post({
          kind: 'embedding',
          run: asked.run,
          method: asked.method,
          towers: [],
          tower: asked.tower ?? '',
          width: 0,
          points: '[]',
          frames: [],
          problems: [],
        })
      return
    }
    await busy(async () => {
      const { run, method } = asked
      try {
        const [about, reply] = await Promise.all([sidecar.ask('gradlab/run/points', { run }), askFrames(asked, -1)])
        if (!about || !reply || !isStill(asked)) return
        const { towers, tower, width, problems } = reply
        view.post({ kind: 'embedding', run, method, towers, tower, width, points: about.points, frames: take(reply), problems })
      } catch (thrown) {
        const error = asGradlabError(thrown)
        editor.log.append(`${run}: ${error.toData().detail ?? error.message}`)
        if (isStill(asked)) view.post({ kind: 'refused', run, method, error: { code: error.code, context: error.context } })
      }
    })
  }
  const tellMore = async (): Promise<void> => {
    const asked = choice
    if (!asked || !view.isVisible) return
    if (lastStep < 0) return tellAll()
    const reply = await askFrames(asked, lastStep)
    if (!reply || !isStill(asked) || reply.frames.length + reply.problems.length === 0) return
    view.post({ kind: 'frames', run: asked.run, method: asked.method, tower: reply.tower, frames: take(reply), problems: reply.problems })
  }
  const take = ({ frames, remaining }: FramesReply): EmbeddingFrame[] => {
    lastStep = frames.at(-1)?.step ?? lastStep
    if (remaining > 0) wish ??= 'more'
    return frames.map(decode)
  }
  /** One question at a time: frames would come twice, or before the embedding that they belong to. */
  const tell = (what: 'all' | 'more'): Promise<void> => {
    if (wish !== 'all') wish = what
    asking ??= (async () => {
      while (wish) {
        const now = wish
        wish = undefined
        await (now === 'all' ? tellAll() : tellMore())
      }
    })().finally(() => (asking = undefined))
    return asking
  }
  const choose = (next: Choice): void => {
    if (choice?.run !== next.run) {
      endFollowing?.()
      endFollowing = feed.follow(next.run, (events) => {
        if (events.some(({ kind }) => kind === 'resumed')) lastStep = -1 // what came after the checkpoint is made again
        if (events.some(({ kind }) => kind === 'frame' || kind === 'resumed')) soon.wish()
      })
    }
    choice = next
    lastStep = -1
  }
  const tellRuns = (): void => {
    const cards = store.runs.map(({ folder, manifest, progress }) => ({ run: folder, manifest: { ...manifest, status: progress.status } }))
    if (view.isVisible && isGreeted) view.post({ kind: 'runs', cards, shown: isAsked ? (choice?.run ?? null) : null })
  }
  const stopHearing = store.onChange(() => {
    const first = newest(store.runs)
    if (!choice && first !== undefined) {
      choose({ run: first, method: 'pca', tower: undefined })
      soon.wish()
    }
    tellRuns()
  })
  return {
    async show(run) {
      sidecar.connect()
      isAsked = true
      choose({ run, method: choice?.method ?? 'pca', tower: undefined })
      tellRuns()
      await tell('all')
    },
    async snapshot() {
      sidecar.connect()
      if (!store.isLoaded) await store.refresh()
      const first = newest(store.runs)
      if (!choice && first !== undefined) choose({ run: first, method: 'pca', tower: undefined })
      view.post({ kind: 'hello', language, isTrusted: editor.isTrusted })
      isGreeted = true
      tellRuns()
      await tell('all')
    },
    async hear(message) {
      switch (message.kind) {
        case 'show':
          if (store.run(message.run) === undefined) return
          sidecar.connect()
          isAsked = true
          choose({ run: message.run, method: message.method, tower: message.tower })
          return tell('all')
        case 'openCurves':
          return panels.showCurves([message.run])
        case 'export':
          return message.to === 'file' ? editor.saveText(message.name, editor.say('save.csv'), message.text) : editor.copyText(message.text)
      }
    },
    dispose() {
      stopHearing()
      soon.dispose()
      endFollowing?.()
    },
  }
}

async function hasFrames(feed: RunFeed, run: string): Promise<boolean> {
  return (await feed.story(run)).some(({ kind }) => kind === 'frame')
}

/** The newest run that trains, else the newest. */
function newest(runs: Services['store']['runs']): string | undefined {
  return (runs.find(({ progress }) => !hasEnded(progress.status)) ?? runs[0])?.folder
}

/** A buffer of its own: VS Code sends the whole buffer that an array looks into. */
export function decode({ step, positions, explained }: WireFrame): EmbeddingFrame {
  return { step, positions: new Float32Array(fromBase64(positions).buffer), ...(explained && { explained }) }
}
