import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import { stat, readFile, realpath } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { ErrorCode } from '../../protocol'

/** Why an import is refused; esbuild adds the place of the import statement. */
export interface Refusal {
  readonly code: Extract<ErrorCode, 'source/import' | 'source/outside' | 'source/built-in'>
  readonly module: string
  readonly importer: string
}

/**
 * Finds and reads the experiment's own files, leaves tfjs and gradlab to the run's process, and refuses the rest: a user's
 * folder has no node_modules. A link is followed as long as it stays within the folder.
 * @param files gets the text of every file read, by its path within the folder
 */
export function ownFiles(root: string, files: Record<string, string>): Plugin {
  const pathInFolder = (path: string): string => relative(root, path).split(sep).join('/')

  const resolve = async ({ path: module, importer, kind }: OnResolveArgs): Promise<OnResolveResult> => {
    const refuse = (code: Refusal['code']): OnResolveResult => {
      const detail: Refusal = { code, module, importer: pathInFolder(importer) || module }
      return { errors: [{ text: code, detail }] }
    }
    if (given.test(module)) return { path: module, external: true }
    if (!/^\.\.?(\/|$)/.test(module)) return refuse(isBuiltin(module) ? 'source/built-in' : 'source/import')
    const wanted = join(kind === 'entry-point' ? root : dirname(importer), module)
    if (!isWithin(root, wanted)) return refuse('source/outside')
    const found = await firstFile(wanted)
    if (!found) return refuse('source/import')
    return isWithin(root, await realpath(found)) ? { path: found } : refuse('source/outside')
  }

  const load = async ({ path }: { path: string }): Promise<OnLoadResult> => {
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
    files[pathInFolder(path)] = text
    return { contents: text, loader: path.endsWith('.json') ? 'json' : path.endsWith('.js') ? 'js' : 'ts' }
  }

  return {
    name: 'own-files',
    setup(build) {
      build.onResolve({ filter: /.*/ }, resolve)
      build.onLoad({ filter: /.*/ }, load)
    },
  }
}

/** What the run's process gives to `require`. */
const given = /^(@tensorflow\/tfjs|gradlab(\/.+)?)$/

function isWithin(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}

/** As TypeScript's `bundler` resolution finds it, `./blocks.js` standing for blocks.ts included. */
async function firstFile(path: string): Promise<string | undefined> {
  const candidates = [/\.(ts|js|json)$/.test(path) ? path : '', `${path}.ts`, `${path}.js`, path.replace(/\.js$/, '.ts'), join(path, 'index.ts')]
  for (const candidate of candidates) {
    if (candidate !== '' && (await stat(candidate).catch(() => undefined))?.isFile()) return candidate
  }
  return undefined
}
