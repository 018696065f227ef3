import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { GradlabError, type ErrorCode, type ErrorContext } from '../../protocol'

/**
 * A JSON file of a known form.
 * @throws GradlabError of this code: `file` names the file, `problem` says what is wrong with it in either language
 */
export async function readJson<T>(
  file: string,
  schema: v.GenericSchema<unknown, T>,
  code: Extract<ErrorCode, 'direction/broken' | 'direction/result' | 'experiment/broken'>,
): Promise<T> {
  const refuse = (context: ErrorContext, cause?: unknown): GradlabError => new GradlabError(code, { file, ...context }, { cause })
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refuse(cause.code === 'ENOENT' ? { problem: { phrase: 'file/missing' } } : { problem: cause.message }, cause)
  })
  const parsed = v.safeParse(schema, parseJson(text, refuse))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw refuse({ problem: { phrase: 'file/field' }, field: v.getDotPath(issue) ?? '.', expected: issue.expected ?? issue.message, got: issue.received })
}

function parseJson(text: string, refuse: (context: ErrorContext, cause: unknown) => GradlabError): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse({ problem: { phrase: 'file/json' }, got: (cause as SyntaxError).message }, cause)
  }
}
