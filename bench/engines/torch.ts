import { spawnSync } from 'node:child_process'
import { Stop } from '../../scripts/setUp/stop.mjs'

/** @throws Stop where this Python has no torch */
export function torchVersion(python: string): string {
  const { stdout, status } = spawnSync(python, ['-W', 'ignore', '-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' })
  if (status !== 0) throw new Stop(`${python} has no torch. Name a Python that has by --python PATH, or leave PyTorch out by --only engine.`)
  return stdout.trim().split('+')[0]!
}
