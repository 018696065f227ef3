import { describeError, type EmbeddingFrame, type ErrorData, type Language, type ProjectionMethod } from '../../protocol'
import { formatCount } from '../theme/format'
import type { EmbeddingsText, Say } from './texts'

export interface Seen {
  readonly points: number
  readonly labels: number
  readonly method: ProjectionMethod
  readonly frame: EmbeddingFrame
  readonly drawnBy: 'webgl2' | 'canvas2d'
}

/** What is seen and how far it can be trusted, below the plot. */
export function aboutOf({ points, labels, method, frame, drawnBy }: Seen, language: Language, say: Say): string {
  const count = say('about.points', { points: formatCount(points), labels: formatCount(labels) })
  const drawing = drawnBy === 'canvas2d' && points >= manyPoints ? say('about.canvas') : ''
  const parts = [`${count}${language === 'en' ? '.' : '。'}`, methodIn(method, frame, say), drawing]
  return parts.filter((part) => part !== '').join(language === 'en' ? ' ' : '')
}

/** How many frames are not shown, and why the last of them is not. */
export function leftOutOf(frames: number, last: ErrorData, language: Language, say: Say): string {
  return say(frames === 1 ? 'about.problem' : 'about.problems', { frames: formatCount(frames), problem: inWords(last, language) })
}

/** Why there is nothing to see. `refused` is why frames cannot be shown, `failed` why the run has none. */
export function reasonIn(reason: EmbeddingsText, refused: ErrorData | undefined, failed: ErrorData | undefined, language: Language, say: Say): string {
  const failure = failed ? describeError(failed, language).message : say('empty.problem')
  return say(reason, { problem: reason === 'empty.refused' && refused ? inWords(refused, language) : failure })
}

/** An error and what to do about it, as sentences. */
function inWords(error: ErrorData, language: Language): string {
  const { message, suggestion } = describeError(error, language)
  const end = /[.!?。！？]$/.test(message) ? '' : language === 'en' ? '.' : '。' // what a system says is no sentence
  return `${message}${end}${language === 'en' ? ' ' : ''}${suggestion}`
}

function methodIn(method: ProjectionMethod, { explained }: EmbeddingFrame, say: Say): string {
  switch (method) {
    case 'umap':
      return say('about.umap')
    case 'plain':
      return say('about.plain')
    case 'pca': {
      const share = explained?.reduce((sum, part) => sum + part, 0)
      return share === undefined ? '' : say('about.pca', { share: `${Math.round(share * 100)} %` })
    }
  }
}

/** From so many on a canvas without a GPU is felt to lag. */
const manyPoints = 5000
