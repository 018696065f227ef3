import { errorTexts, GradlabError, type ErrorData } from '../../protocol'

/** What a request failed by, as the one error shape: the daemon's own error, or the loss of the connection to it. */
export function asDaemonError(thrown: unknown): unknown {
  if (thrown instanceof GradlabError || !(thrown instanceof Error)) return thrown
  const { data, code } = thrown as { data?: unknown; code?: unknown }
  if (isErrorData(data)) return GradlabError.fromData(data)
  return typeof code === 'number' && lostCodes.has(code) ? new GradlabError('daemon/lost', {}, { cause: thrown }) : thrown
}

export function isErrorData(value: unknown): value is ErrorData {
  if (typeof value !== 'object' || value === null) return false
  const { code, context } = value as { code?: unknown; context?: unknown }
  return typeof code === 'string' && Object.hasOwn(errorTexts, code) && typeof context === 'object' && context !== null
}

/** vscode-jsonrpc's MessageWriteError, PendingResponseRejected and ConnectionInactive; then Closed and Disposed of its ConnectionErrors. */
const lostCodes = new Set([-32099, -32097, -32096, 1, 2])
