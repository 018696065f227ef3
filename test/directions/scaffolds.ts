import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as v from 'valibot'
import type { AnyExperiment } from '../../sdk/experiment'

/** One scaffold's folder: a folder with a model.ts below a direction's. */
export interface ScaffoldFolder {
  readonly direction: string
  readonly scaffold: string
  readonly folder: string
}

/** Every scaffold below `root`, found by its files alone, so that a new direction is tested for being there. */
export function findScaffolds(root: string): ScaffoldFolder[] {
  const foldersIn = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  return foldersIn(root).flatMap((direction) =>
    foldersIn(join(root, direction))
      .map((scaffold) => ({ direction, scaffold, folder: join(root, direction, scaffold) }))
      .filter(({ folder }) => existsSync(join(folder, 'model.ts'))),
  )
}

/** Whether one of the names means it: `NN`, `NN-slug`, either with `/scaffold`. */
export function isNamed({ direction, scaffold }: Pick<ScaffoldFolder, 'direction' | 'scaffold'>, names: readonly string[]): boolean {
  const known = [direction, direction.slice(0, 2)].flatMap((id) => [id, `${id}/${scaffold}`])
  return names.some((name) => known.includes(name))
}

export function loadExperiment({ folder }: ScaffoldFolder): AnyExperiment {
  return (createRequire(__filename)(join(folder, 'model.ts')) as { default: AnyExperiment }).default
}

const hyperValues = v.record(v.string(), v.union([v.number(), v.boolean(), v.string()]))
const contract = v.strictObject({
  set: v.optional(hyperValues, {}),
  rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(32)), 128),
  surrogateGradient: v.optional(v.pipe(v.string(), v.minLength(10))),
  otherParameters: v.optional(v.pipe(v.string(), v.minLength(10))),
  shuffledLabels: v.optional(
    v.union([
      v.strictObject({ steps: v.optional(v.pipe(v.number(), v.integer()), 200), set: v.optional(hyperValues, {}) }),
      v.strictObject({ impossible: v.pipe(v.string(), v.minLength(10)) }),
    ]),
    {},
  ),
  overfit: v.optional(
    v.union([
      v.strictObject({ steps: v.optional(v.pipe(v.number(), v.integer()), 200), set: v.optional(hyperValues, {}) }),
      v.strictObject({ impossible: v.pipe(v.string(), v.minLength(10)) }),
    ]),
    {},
  ),
})

/**
 * golden/contract.json: where a scaffold's nature differs from what every scaffold is held to, and why.
 * set                hyper-parameters for every check, to make it small
 * rows               of the training split, 128 unless said
 * surrogateGradient  why the gradient is not the loss's own; finite differences are then not asked for
 * otherParameters    why innovation and baseline differ by more than 2 %
 * shuffledLabels     { steps, set } in which true labels are learned and shuffled ones cannot be, or { impossible: why }
 * overfit            { steps, set } to overfit 32 samples, or { impossible: why }
 */
export type Contract = v.InferOutput<typeof contract>

export function readContract({ folder }: ScaffoldFolder): Contract {
  const file = join(folder, 'golden/contract.json')
  return v.parse(contract, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
}
