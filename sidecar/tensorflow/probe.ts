import { startChild } from '../supervisor/child'
import { askChild } from '../supervisor/task'
import { cardOf, failureOf, missingOf } from './output'
import type { TensorflowVerdict } from './verdict'

export interface ProbeOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Has a process of its own load a package and train one step of a convolution with it: native code that is built for another machine
 * does not throw, it ends its process or never answers. A package that was never tried must not be loaded where a run is.
 * @throws the signal's reason
 */
export async function probeTensorflow(folder: string, { timeoutMs = usualTimeoutMs, signal }: ProbeOptions = {}): Promise<TensorflowVerdict> {
  const end = await askChild({ kind: 'tensorflow', folder }, (message) => (message.kind === 'tensorflow' ? message : undefined), {
    takeChild: () => startChild({ TF_CPP_MIN_LOG_LEVEL: '0' }), // messages about libraries that it looks for in vain are information or warnings
    mostMs: timeoutMs,
    ...(signal && { signal }),
  })
  signal?.throwIfAborted()
  switch (end.kind) {
    case 'answered': {
      const { answer, output } = end
      if ('problem' in answer) return failureOf(answer.problem, output)
      return { state: 'passed', ...answer.facts, card: cardOf(output), missing: missingOf(output) }
    }
    case 'gone':
      return failureOf(undefined, end.output, end.how)
    case 'late':
    case 'aborted': // thrown above
      return { state: 'failed', reason: 'probe-hung', problem: String(Math.round(timeoutMs / 1000)) }
  }
}

/** A card that CUDA 11.2 has no code for gets it compiled at the first start, which may take longer than anybody waits. */
const usualTimeoutMs = 120_000
