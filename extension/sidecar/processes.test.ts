import assert from 'node:assert/strict'
import { fill } from '../../protocol/texts/fill'
import { runtimeTexts, type Say } from '../texts'
import { processEntries } from './processes'

describe('the list of processes', () => {
  const time = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'UTC' })
  const say: Say = (key, values = {}) => fill(runtimeTexts[key].en, values)
  const run = { kind: 'run', pid: 7, run: '/w/first/.gradlab/runs/a', startedAt: 0 } as const

  it('says of a run that gives no sign of life for how long', () => {
    const entries = processEntries(
      [
        { ...run, silentMs: 42_300 },
        { ...run, silentMs: 900 },
      ],
      say,
      time,
    )
    const [quiet, lively] = entries.map((entry) => ('description' in entry ? (entry.description ?? '') : ''))
    assert.match(quiet!, /process 7, since .* · no sign of life for 42 s/)
    assert.doesNotMatch(lively!, /sign of life/)
  })
})
