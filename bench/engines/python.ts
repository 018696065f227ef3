import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installDebianPackages } from '../../scripts/setUp/debian.mjs'
import { run } from '../../scripts/setUp/processes.mjs'
import { stop } from '../../scripts/setUp/stop.mjs'
import { venv } from './places'

/** Debian's PyTorch, with the faster of the two BLAS that it may use. @returns the Python that has it, not one of another origin first on PATH */
export async function debianPython(): Promise<string> {
  await installDebianPackages(['python3-torch', 'libopenblas0-pthread'])
  return '/usr/bin/python3'
}

/** PyPI's newest PyTorch in a venv of its own, brought once (several GB: it carries CUDA). @returns its Python */
export async function pypiPython(): Promise<string> {
  const python = join(venv, 'bin', 'python')
  if (existsSync(python) && spawnSync(python, ['-c', 'import torch']).status === 0) return python
  await installDebianPackages(['python3-venv'])
  console.error("Installing PyPI's newest torch into .cache/pytorch; this takes minutes.")
  const made =
    (await run('/usr/bin/python3', ['-m', 'venv', venv])) ||
    (await run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', 'torch', 'numpy']))
  if (made !== 0) stop('pip could not install torch (its message is above). Check the network, or leave this column out with --no-pypi.')
  return python
}

/** Debian's torch calls itself 1.13.0a0; its package knows. */
export function debianVersion(): string {
  return spawnSync('dpkg-query', ['-W', '-f=${Version}', 'python3-torch'], { encoding: 'utf8' }).stdout.split('+')[0]!
}
