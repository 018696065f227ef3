import { GradlabError } from '../../protocol'

/** What an npm that failed printed, as what went wrong. It writes `npm error code E…` (`npm ERR! code E…` before npm 10) first. */
export function failureOfNpm(name: string, exitCode: number | string, output: string): GradlabError {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(output)?.[1] ?? ''
  const problem = problemOf(output) || `exit code ${exitCode}`
  const options = { cause: output.slice(-4000) }
  if (code === 'ENOSPC' || /ENOSPC/.test(output)) return new GradlabError('install/space-npm', {}, options)
  // Only an install script of a package is named by its path: npm itself has arrived at the registry by then.
  const isScript = /^npm (?:error|ERR!) path .*tfjs-node/m.test(output) && !/^E\d|^ENOT|^EAI|^ECONN|^ETIMEDOUT|SOCKET/.test(code)
  if (isScript) return new GradlabError('install/library', { name, problem: scriptProblemOf(output) || problem }, options)
  if (
    /^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN\w+|ENETUNREACH|EHOSTUNREACH|ENETDOWN|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ENOTCACHED|E407|E5\d\d|\w*CERT\w*)$/.test(code)
  )
    return new GradlabError('install/network', { problem }, options)
  return new GradlabError('install/npm-failed', { name, problem }, options)
}

/** npm's own sentence: its first line of errors that is neither a code nor a place. */
function problemOf(output: string): string {
  const lines = [...output.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].map(([, text]) => text!.trim())
  return (lines.find((line) => !/^(code|path|errno|syscall|command|network|cwd|A complete log)\b/i.test(line)) ?? lines[0] ?? '').slice(0, 300)
}

/** What an install script threw: the last `Error: …`, which for a connection names the host. */
function scriptProblemOf(output: string): string {
  return ([...output.matchAll(/^(?:npm (?:error|ERR!) )?\s*((?:\w*Error|error): .+)$/gm)].at(-1)?.[1] ?? '').slice(0, 300)
}
