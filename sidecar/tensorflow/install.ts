import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { GradlabError, INSTALLS, type InstallableEngine, type InstallProgress } from '../../protocol'
import { openDraft, type Draft } from '../setup/draft'
import { tensorflowError } from './explain'
import { tensorflowVersion } from './find'
import { folderBytes } from './folderBytes'
import { failureOfNpm } from './npmFailure'
import { findNpm, type Npm } from './npm'
import { probeTensorflow } from './probe'
import { runProgram } from './runProgram'
import { installedFolder, storageFolders } from './storage'
import type { TensorflowVerdict } from './verdict'

export interface InstallOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: InstallProgress) => void
  readonly environment?: NodeJS.ProcessEnv
  readonly platform?: string // such as linux-x64
  readonly freeBytes?: (folder: string) => Promise<number>
}

export interface Installed {
  readonly folder: string
  readonly package: string
  readonly verdict: Extract<TensorflowVerdict, { state: 'passed' }>
}

/**
 * Installs a TensorFlow for Node with npm, on a person's consent only: its install script runs, and downloads a native library. It is made and
 * tried out in a folder beside the final one and takes its place only when it works; whatever fails or is canceled leaves nothing behind.
 * @throws GradlabError install/…; the signal's reason
 */
export async function installTensorflow(engine: InstallableEngine, options: InstallOptions): Promise<Installed> {
  const { signal, onProgress, environment = process.env, platform = `${process.platform}-${process.arch}`, freeBytes = freeBytesOf } = options
  if (!platforms.includes(platform)) throw new GradlabError('install/platform', { platform, supported: platforms.join(', ') })
  const npm = findNpm({ environment, node: process.execPath, platform: process.platform })
  if (!npm) throw new GradlabError('install/npm')
  const storage = storageFolders(environment)[0]!
  const folder = installedFolder(storage)
  let draft: Draft | undefined
  try {
    draft = await openDraft(storage)
    const [other] = draft.others
    if (other !== undefined) throw new GradlabError('install/running', { folder: other })
    const needed = INSTALLS[engine].diskGb * 1e9
    const free = await freeBytes(storage)
    if (free < needed) throw noSpace(storage, engine, free)
    await runNpm(npm, engine, draft.folder, { signal, onProgress, environment })
    const verdict = await tryOut(engine, draft.folder, { signal, onProgress })
    putInPlace(draft.folder, folder)
    return { folder, package: INSTALLS[engine].package, verdict }
  } catch (thrown) {
    signal.throwIfAborted()
    throw asInstallError(thrown, storage, engine)
  } finally {
    await draft?.remove()
  }
}

/** Removes what was installed. @returns whether there was anything */
export function uninstallTensorflow(environment: NodeJS.ProcessEnv = process.env): boolean {
  const present = storageFolders(environment).map(installedFolder).filter(existsSync)
  for (const folder of present) rmSync(folder, { recursive: true, maxRetries: 5 })
  return present.length > 0
}

/** Those that libtensorflow 2.9.1 and the addon are published for, and that Gradlab knows how to try out. */
const platforms = ['linux-x64', 'win32-x64']

async function runNpm(
  npm: Npm,
  engine: InstallableEngine,
  draft: string,
  { signal, onProgress, environment }: Required<Pick<InstallOptions, 'signal' | 'onProgress' | 'environment'>>,
): Promise<void> {
  const { package: name } = INSTALLS[engine]
  // Newer npms run the install scripts only of packages that are named so.
  writeFileSync(join(draft, 'package.json'), JSON.stringify({ private: true, allowScripts: { [name]: true } }))
  const timer = setInterval(() => void folderBytes(draft).then((bytes) => onProgress({ phase: 'downloading', bytes })), progressEveryMs)
  try {
    const args = [
      ...npm.args,
      'install',
      '--prefix',
      draft,
      '--no-audit',
      '--no-fund',
      '--ignore-scripts=false',
      '--foreground-scripts',
      `${name}@${tensorflowVersion}`,
    ]
    const { code, output } = await runProgram({ command: npm.command, args, folder: draft, environment: withThisNode(environment), signal })
    if (code !== 0) throw failureOfNpm(name, code, output)
  } finally {
    clearInterval(timer)
  }
}

const progressEveryMs = 1000

/** The install script calls `node` by its name: it shall be this one. Windows writes the variable as Path, and takes the first of two. */
function withThisNode(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const key = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...environment, [key]: [dirname(process.execPath), environment[key] ?? ''].join(delimiter) }
}

async function tryOut(
  engine: InstallableEngine,
  draft: string,
  { signal, onProgress }: Pick<InstallOptions, 'signal' | 'onProgress'>,
): Promise<Installed['verdict']> {
  onProgress({ phase: 'trying', bytes: await folderBytes(draft) })
  const verdict = await probeTensorflow(join(draft, 'node_modules', ...INSTALLS[engine].package.split('/')), { signal })
  if (verdict.state === 'failed') throw tensorflowError(verdict.reason, verdict, 'install/probe')
  return verdict
}

/** The one before stands aside until the new one is there: a failure between the two renames can be undone. */
function putInPlace(draft: string, folder: string): void {
  const isReplacing = existsSync(folder)
  if (isReplacing) renameSync(folder, `${folder}.before`)
  try {
    renameSync(draft, folder)
  } catch (thrown) {
    if (isReplacing) renameSync(`${folder}.before`, folder)
    throw thrown
  }
  if (isReplacing) renameSync(`${folder}.before`, draft) // removed as what fails would be
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function noSpace(folder: string, engine: InstallableEngine, free: number): GradlabError {
  return new GradlabError('install/space', { folder, needed: INSTALLS[engine].diskGb, free: (free / 1e9).toFixed(1) })
}

function asInstallError(thrown: unknown, storage: string, engine: InstallableEngine): unknown {
  if (thrown instanceof GradlabError && thrown.code !== 'internal') return thrown
  const { code = '', message = String(thrown) } = thrown as NodeJS.ErrnoException
  const options = { cause: thrown }
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(storage, engine, 0)
  if (code === 'EPERM' || code === 'EBUSY') return new GradlabError('install/in-use', { folder: installedFolder(storage) }, options)
  return new GradlabError('disk/write', { path: storage, problem: message }, options)
}
