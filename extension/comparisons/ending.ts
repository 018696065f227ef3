import { basename, join } from 'node:path'
import { describeError, type ComparisonState, type ErrorData } from '../../protocol'
import { comparisonSentence } from '../../protocol/texts/comparison'
import type { Services } from '../services'

/** Says what came of a comparison: its verdicts where its panel is not seen, what failed in any case. A person's cancel needs no message. */
export async function tellComparisonEnd(services: Services, state: ComparisonState): Promise<void> {
  const { editor, language, panels } = services
  const { say } = editor
  const experiment = basename(state.experiment)
  const failed = state.runs.filter(({ status }) => status === 'failed')
  switch (state.status) {
    case 'running':
    case 'interrupted':
      return
    case 'failed':
      return tellWith(services, state, 'error', say('compare.end.failed', { experiment, problem: problemOf(state.error, language) }), state.error)
    case 'completed': {
      const { result } = state
      const error = failed.find((run) => run.error)?.error
      if (failed.length > 0) {
        const message = say('compare.end.some', { experiment, count: failed.length, problem: problemOf(error, language) })
        return tellWith(services, state, 'warning', message, error)
      }
      if (!result || panels.isSeen(state.file)) return
      // More would be a report, which the panel is.
      const sentences = state.variants.slice(0, mostSentences).map((variant) => comparisonSentence(result, variant, language))
      return tellWith(services, state, 'information', [say('compare.end', { experiment }), ...sentences].join(' '))
    }
  }
}

const mostSentences = 2

async function tellWith(
  { editor, panels }: Services,
  state: ComparisonState,
  kind: 'information' | 'warning' | 'error',
  message: string,
  error?: ErrorData,
): Promise<void> {
  const { say } = editor
  const where = error?.where
  const actions = new Map<string, () => Promise<void> | void>()
  if (where) actions.set(say('action.open-line'), () => editor.openFile(join(state.experiment, where.file), where.line))
  actions.set(say('action.reveal'), () => panels.showComparison(state.file))
  const pressed = await editor.tell(kind, message, [...actions.keys()])
  if (pressed !== undefined) await actions.get(pressed)?.()
}

function problemOf(error: ErrorData | undefined, language: Services['language']): string {
  if (!error) return ''
  const { message, suggestion } = describeError(error, language)
  return `${message} ${suggestion}`
}
