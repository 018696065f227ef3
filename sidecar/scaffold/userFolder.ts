import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GradlabError } from '../../protocol'
import { distFolder } from '../places'

/**
 * What makes an editor and `tsc` understand an experiment folder that has no node_modules: the types, and a tsconfig.json that
 * finds them. The user's own tsconfig.json only extends the generated one, so a newer Gradlab can replace that.
 * @param types the folder of the rolled-up types
 */
export async function userFolderFiles(types: string): Promise<Map<string, string>> {
  const names = (await readdir(types).catch(() => [])).filter((name) => name.endsWith('.d.ts'))
  if (names.length === 0) throw new GradlabError('internal', { problem: `there are no types in ${types}; in a checkout, run \`npm run build\` first` })
  const texts = await Promise.all(names.map((name) => readFile(join(types, name), 'utf8')))
  return new Map([
    ...names.map((name, i): [string, string] => [join('.gradlab', 'types', name), texts[i]!]),
    [join('.gradlab', 'tsconfig.json'), json(generated)],
    [join('.gradlab', '.gitignore'), 'runs/\ntypes/\n'],
    ['tsconfig.json', json({ extends: './.gradlab/tsconfig.json' })],
  ])
}

/**
 * Renews what is generated where it is missing or of another version: types/ is not kept in git, so a folder from a colleague has
 * none. The user's own tsconfig.json stays.
 */
export async function refreshUserFolder(folder: string, types = join(distFolder, 'types')): Promise<void> {
  for (const [path, text] of await userFolderFiles(types)) {
    const file = join(folder, path)
    const present = await readFile(file, 'utf8').catch(() => undefined)
    if (present === text || (present !== undefined && path === 'tsconfig.json')) continue
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

/** A run's process gives a model no DOM, and Node's own modules are refused: neither is offered while typing. */
const generated = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    resolveJsonModule: true,
    isolatedModules: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    paths: { '@tensorflow/tfjs': ['./types/tfjs.d.ts'], gradlab: ['./types/gradlab.d.ts'], 'gradlab/testing': ['./types/gradlab-testing.d.ts'] },
  },
  include: ['../**/*.ts', './types/runtime.d.ts'],
  exclude: ['./runs', '../node_modules'],
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
