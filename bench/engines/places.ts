import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder, productFolder } from '../../sidecar/places'

/** The programs of the bench lie in dist/bench/ in a checkout and in an archive alike, so an engine finds its files as in a run. */
export const programs = join(distFolder, 'bench')
export const referenceFile = join(programs, 'reference.py')

/** An archive has no sources, so nothing to build and no packages to install. */
export const isArchive = !existsSync(join(productFolder, 'bench'))

/** PyPI's PyTorch: a venv, git-ignored. */
export const venv = join(productFolder, '.cache', 'pytorch')
