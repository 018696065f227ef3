import { build, type BuildFailure, type Message, type OutputFile } from 'esbuild'
import { createHash } from 'node:crypto'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { GradlabError, type SourcePlace } from '../../protocol'
import { ownFiles, type Refusal } from './resolve'

/** An experiment's source as a run needs it, and as its folder keeps it. */
export interface SourceBundle {
  /** By module, `./model.ts` and every `./peer.ts`. */
  readonly entries: Readonly<Record<string, BundledEntry>>
  /** Every own source file reached, by its path within the folder, with `/`. */
  readonly files: Readonly<Record<string, string>>
  /** sha256 of `files`: the same wherever the folder lies. */
  readonly hash: string
}
export interface BundledEntry {
  readonly code: string // CommonJS; requires tfjs and gradlab
  readonly map: string // source map with the sources' content
}

/**
 * Bundles model.ts, and each module that makes a peer, for one run. Nothing outside the folder decides the result: neither a
 * tsconfig.json nor a package.json is read.
 * @throws GradlabError experiment/missing, source/syntax, source/import, source/outside, source/built-in
 */
export async function bundleExperiment(folder: string): Promise<SourceBundle> {
  const root = await realpath(folder).catch(() => folder)
  const names = await readdir(root).catch(() => [] as string[])
  if (!names.includes(main)) throw new GradlabError('experiment/missing', { folder })
  const modules = [main, ...(await peerModules(root, names))]
  const files: Record<string, string> = {}
  try {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: modules.map((name) => ({ in: `./${name}`, out: withoutExtension(name) })),
      outdir: root,
      plugins: [ownFiles(root, files)],
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      charset: 'utf8',
      sourcemap: 'external',
      sourcesContent: true,
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { target: 'es2022', strict: true } },
    })
    const entries = Object.fromEntries(modules.map((name) => [`./${name}`, entryOf(root, name, outputFiles)]))
    return { entries, files: sorted(files), hash: hashOf(files) }
  } catch (thrown) {
    const first = isBuildFailure(thrown) ? thrown.errors[0] : undefined
    throw first ? asError(first) : thrown
  }
}

const main = 'model.ts'

/** Modules for `ctx.spawn`: TypeScript beside model.ts that calls definePeer. */
async function peerModules(root: string, names: readonly string[]): Promise<string[]> {
  const candidates = names.filter((name) => name.endsWith('.ts') && !/\.(test|d)\.ts$/.test(name) && name !== main).sort()
  const texts = await Promise.all(candidates.map((name) => readFile(join(root, name), 'utf8').catch(() => '')))
  return candidates.filter((_, i) => /\bdefinePeer\s*\(/.test(texts[i]!))
}

function entryOf(root: string, name: string, outputFiles: readonly OutputFile[]): BundledEntry {
  const text = (extension: string): string => outputFiles.find(({ path }) => path === join(root, `${withoutExtension(name)}${extension}`))!.text
  return { code: text('.js'), map: text('.js.map') }
}

const withoutExtension = (name: string): string => name.replace(/\.ts$/, '')

const sorted = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Lengths are hashed too, so that moving text from one file to the next changes the hash. */
function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  for (const [path, text] of Object.entries(sorted(files))) hash.update(`${path}\n${Buffer.byteLength(text)}\n`).update(text)
  return hash.digest('hex')
}

const isBuildFailure = (thrown: unknown): thrown is BuildFailure => thrown instanceof Error && Array.isArray((thrown as Partial<BuildFailure>).errors)

function asError(message: Message): GradlabError {
  const where = placeOf(message)
  const refusal = message.detail as Refusal | undefined
  const options = where ? { where } : {}
  if (!refusal) return new GradlabError('source/syntax', { problem: message.text }, options)
  const importer = where ? `${where.file}:${where.line}` : refusal.importer
  return new GradlabError(refusal.code, { module: refusal.module, importer }, options)
}

/** esbuild counts a column in bytes of UTF-8, from 0. */
function placeOf({ location }: Message): SourcePlace | undefined {
  if (!location) return undefined
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString()
  return { file: location.file.replaceAll('\\', '/'), line: location.line, column: before.length + 1, text: location.lineText }
}
