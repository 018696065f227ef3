import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { run } from '../../scripts/setUp/processes.mjs'
import { stop } from '../../scripts/setUp/stop.mjs'
import { distFolder, productFolder } from '../../sidecar/places'
import { buildMain } from './build'
import { programs } from './places'

const folderName = 'gradlab-bench'
const mostBytes = 64 * 2 ** 20
/** What no engine starts or reads; the rest of dist/ are engines' binaries and threads. */
const unneeded = [
  'bench',
  'data',
  'types',
  'webviews',
  'cli.js',
  'daemon.js',
  'extension.js',
  'setup.js',
  'projection.js',
  'report-page.js',
  'run.js',
  'peer.js',
]

/**
 * Packs the bench for a machine with a GPU: a Node, the bench in one file, the engines' files, Dawn, and the PyTorch script. The machine needs tar and gzip, a
 * driver for Vulkan, and a Python with torch.
 * @throws Stop where the archive would be too large to travel
 */
export async function makeArchive(file: string): Promise<void> {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') stop('The archive is made on Linux on x64, whose Node and Dawn it brings.')
  const above = mkdtempSync(join(tmpdir(), 'gradlab-archive-'))
  const folder = join(above, folderName)
  try {
    await fill(folder)
    const out = resolve(file)
    if ((await run('tar', ['-C', above, '-czf', out, folderName])) !== 0) stop('tar failed; its message is above.')
    const { size } = statSync(out)
    console.log(`${out}: ${(size / 2 ** 20).toFixed(1)} MiB`)
    if (size > mostBytes) stop('That is more than 64 MiB.')
  } finally {
    rmSync(above, { recursive: true })
  }
}

async function fill(folder: string): Promise<void> {
  const bench = join(folder, 'dist', 'bench')
  mkdirSync(bench, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "gradlab", "private": true }\n')
  writeFileSync(join(folder, 'README.txt'), readme)
  copyFileSync(process.execPath, join(folder, 'node'))
  chmodSync(join(folder, 'node'), 0o755)
  for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(productFolder, name), join(folder, name))
  const nodeLicense = join(dirname(dirname(process.execPath)), 'LICENSE')
  if (existsSync(nodeLicense)) copyFileSync(nodeLicense, join(folder, 'LICENSE-node'))
  for (const name of ['engine.js', 'reference.py']) copyFileSync(join(programs, name), join(bench, name))
  await buildMain(join(bench, 'main.js'))
  for (const name of readdirSync(distFolder)) {
    if (!unneeded.includes(name) && !name.endsWith('.map')) cpSync(join(distFolder, name), join(folder, 'dist', name), { recursive: true })
  }
}

const readme = `The speed of Gradlab's engines beside PyTorch, on a machine with a GPU (Linux on x64).

  ./node dist/bench/main.js --engine webgpu --device cuda

trains seven models on WebGPU and, in turn, with PyTorch on CUDA, eager and compiled, from the same weights on the same batches. It takes the python3 on PATH,
which must have torch; --python PATH names another. torch.compile needs a C compiler. WebGPU needs the driver's Vulkan: where none is found, name its manifest in
VK_DRIVER_FILES. --json prints one object a line; --help tells the rest. Without a GPU:

  ./node dist/bench/main.js --engine wasm --only engine --steps 5
`
