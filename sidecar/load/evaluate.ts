import { compileFunction } from 'node:vm'
import { GradlabError } from '../../protocol'

/**
 * Runs bundled CommonJS and gives its exports. `require` knows only `modules`; stacks show `fileName:line:column`. Whatever the
 * code throws passes through, for `explainError`.
 */
export function evaluateModule(code: string, fileName: string, modules: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // An operation of tfjs lies some twenty frames above the line that asked for it, and V8 keeps ten.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, stackFrames)
  const module = { exports: {} as Record<string, unknown> }
  const require = (name: string): unknown => {
    if (!Object.hasOwn(modules, name)) throw new GradlabError('source/import', { module: name, importer: fileName })
    return modules[name]
  }
  const run = compileFunction(code, ['exports', 'require', 'module'], { filename: fileName }) as (
    exports: object,
    require: (name: string) => unknown,
    module: object,
  ) => void
  run(module.exports, require, module)
  return module.exports
}

const stackFrames = 100
