import type { EngineReason, EngineReport } from '../../protocol'

/** Why an engine was not even tried here; anything else that it throws is `probe-failed`. */
export class EngineRefusal extends Error {
  constructor(
    readonly reason: EngineReason,
    readonly detail: EngineReport['detail'] = {},
  ) {
    super(reason)
  }
}
