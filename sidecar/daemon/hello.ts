import * as v from 'valibot'
import { LANGUAGES, type DaemonHello } from '../../protocol'

/** The `initializationOptions` of an `initialize` request, if they are ours. */
export function parseHello(params: unknown): DaemonHello | undefined {
  const parsed = v.safeParse(schema, params)
  return parsed.success ? parsed.output.initializationOptions : undefined
}

const schema = v.looseObject({
  initializationOptions: v.object({
    token: v.string(),
    protocol: v.number(),
    version: v.string(),
    folders: v.array(v.string()),
    isTrusted: v.boolean(),
    language: v.picklist(LANGUAGES),
  }),
})
