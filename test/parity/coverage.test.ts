import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../../sidecar/engine/start'
import { readCases, sampleOf, type Argument } from './goldens'
import { measure } from './measure'
import { excludedKernels, exclusions, listOps } from './ops'

describe('the parity cases', () => {
  const cases = readCases()
  const excluded = Object.values(exclusions).flat()
  const covered = new Set(cases.flatMap(({ op, args }) => [op, ...args.flatMap(opsIn)]))

  it('cover every op of tfjs, but those of the table of exclusions', () => {
    assert.deepEqual(
      listOps().filter((op) => !covered.has(op) && !excluded.includes(op)),
      [],
    )
  })

  it('have no exclusion of an op that is covered or does not exist', () => {
    const ops = new Set(listOps())
    assert.deepEqual(
      excluded.filter((op) => covered.has(op) || !ops.has(op)),
      [],
    )
  })

  it('run, in the sample, every kernel of cpu but those of the table of exclusions', async () => {
    await startEngine('cpu')
    const run = new Set<string>()
    const kernels = tf.getKernelsForBackend('cpu')
    for (const kernel of kernels) {
      const { kernelName, kernelFunc } = kernel
      kernel.kernelFunc = (call) => {
        run.add(kernelName)
        return kernelFunc(call)
      }
    }
    for (const example of sampleOf(cases)) await measure(example)
    const allowed = Object.values(excludedKernels).flat()
    assert.deepEqual(
      kernels.map(({ kernelName }) => kernelName).filter((name) => !run.has(name) && !allowed.includes(name)),
      [],
    )
  })
})

function opsIn(argument: Argument): string[] {
  if (Array.isArray(argument)) return argument.flatMap((item: Argument) => opsIn(item))
  if (typeof argument !== 'object' || argument === null) return []
  const { op } = argument as { op?: Argument }
  return [...(typeof op === 'string' ? [op] : []), ...Object.values(argument as Record<string, Argument>).flatMap(opsIn)]
}
