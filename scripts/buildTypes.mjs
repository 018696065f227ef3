// Rolls the types that a user's folder needs into a few files, so that IntelliSense and tsc are clean there without node_modules.
// Usage: node scripts/buildTypes.mjs [folder]   (dist/types unless said)
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import dts from 'rollup-plugin-dts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tfjs = '@tensorflow/tfjs'

const runtime = `// What a model may use of the world besides the language: the run's process gives these and no DOM. A project that has the
// DOM or the types of Node sees those as well.

interface Console {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
  table(values: unknown): void
}
declare var console: Console

interface Performance {
  now(): number // milliseconds
}
declare var performance: Performance

interface AbortSignal {
  readonly aborted: boolean
  throwIfAborted(): void
}

interface TextEncoder {
  encode(text?: string): Uint8Array
}
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder }

interface TextDecoder {
  decode(bytes?: ArrayBufferView | ArrayBuffer): string
}
declare var TextDecoder: { prototype: TextDecoder; new (encoding?: string): TextDecoder }
`

/**
 * Writes tfjs.d.ts, gradlab.d.ts, gradlab-testing.d.ts and runtime.d.ts; does nothing where they are of the same sources.
 * @returns whether it wrote
 */
export async function buildTypes(folder = join(root, 'dist', 'types')) {
  const inputs = await hashOfInputs()
  const stamp = join(folder, '.inputs')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === inputs) return false
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await Promise.all([
    roll(
      join(root, 'node_modules', tfjs, 'dist', 'index.d.ts'),
      join(folder, 'tfjs.d.ts'),
      { respectExternal: true, compilerOptions: { types: [] } },
      unmangled,
    ),
    roll(join(root, 'sdk', 'index.ts'), join(folder, 'gradlab.d.ts'), { tsconfig: join(root, 'sdk', 'tsconfig.json'), compilerOptions: { composite: false } }),
    roll(join(root, 'sdk', 'testing', 'index.ts'), join(folder, 'gradlab-testing.d.ts'), {
      tsconfig: join(root, 'sdk', 'tsconfig.json'),
      compilerOptions: { composite: false },
    }),
    writeFile(join(folder, 'runtime.d.ts'), runtime),
  ])
  await writeFile(stamp, inputs)
  return true
}

/**
 * @param {string} input
 * @param {string} file
 * @param {import('rollup-plugin-dts').Options} options
 * @param {(code: string) => string} mend
 */
async function roll(input, file, options, mend = (code) => code) {
  const external = options.respectExternal ? () => false : [tfjs]
  const bundle = await rollup({ input, external, plugins: [dts(options)], onwarn: () => undefined })
  const { output } = await bundle.generate({ format: 'es', file })
  await bundle.close()
  await writeFile(file, mend(output[0].code))
}

/**
 * Rollup names a type `Tensor2D$1` where two packages declare it, and a hover would show that; and tfjs asks for types we do not have.
 * @param {string} code
 */
function unmangled(code) {
  /** @param {string} name */
  const free = (name) =>
    !new RegExp(`^(export |declare )*(type|interface|class|abstract class|const|function|enum|namespace|let|var) ${name}(?![\\w$])`, 'm').test(code)
  const mangled = new Set(code.match(/\b[A-Z]\w+\$1\b/g))
  const names = new Map([...mangled].filter((name) => free(name.slice(0, -2))).map((name) => [name, name.slice(0, -2)]))
  return code.replace(/^\/\/\/ <reference types=.*\n/gm, '').replace(/\b[A-Z]\w+\$1\b/g, (name) => names.get(name) ?? name)
}

/** The sdk's and the protocol's sources, this script, and the versions of the packages read or used. */
async function hashOfInputs() {
  const hash = createHash('sha256')
  const sources = (await Promise.all(['sdk', 'protocol'].map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })))).flat()
  const files = sources
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
  const manifests = [tfjs, 'rollup-plugin-dts', 'typescript'].map((name) => join(root, 'node_modules', name, 'package.json'))
  for (const file of [...files.sort(), fileURLToPath(import.meta.url), ...manifests]) hash.update(`${relative(root, file)}\n`).update(await readFile(file))
  return hash.digest('hex')
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ? resolve(process.argv[2]) : undefined
  console.log((await buildTypes(folder)) ? 'types written' : 'types are fresh')
}
