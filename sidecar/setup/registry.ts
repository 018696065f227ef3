import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const usual = 'https://registry.npmjs.org/'

/**
 * The npm registry of this user: npm's own variable, else the user's .npmrc. A project's .npmrc is never read: a workspace that
 * nobody trusts may hold it.
 */
export function registryOf(environment: NodeJS.ProcessEnv, home: string): string {
  const named = variable(environment, 'npm_config_registry') ?? registryIn(variable(environment, 'npm_config_userconfig') ?? join(home, '.npmrc'), environment)
  return withSlash(named ?? usual)
}

/** npm reads its variables in whatever case. */
function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const found = Object.entries(environment).find(([key, value]) => key.toLowerCase() === name && value)
  return found?.[1]
}

/** The last line wins, and ${NAME} is a variable, as in npm. */
function registryIn(file: string, environment: NodeJS.ProcessEnv): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined // there is none
  }
  const values = [...text.matchAll(/^[ \t]*registry[ \t]*=[ \t]*(["']?)(.*?)\1[ \t]*$/gm)].map((match) => match[2] ?? '')
  return values.at(-1)?.replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '') || undefined
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)
