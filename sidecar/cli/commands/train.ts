import { resolve } from 'node:path'
import { GradlabError, isEngineChoice } from '../../../protocol'
import { parsePairs, parseWhole } from '../arguments'
import { jsonOption, type Command } from '../command'
import { watchRun } from '../watchRun'

/** Trains one variant with one seed, in a process of its own that ends with this one. */
export const train: Command = {
  name: 'train',
  usage: 'train <folder> [--variant V] [--seed N] [--engine auto|tensorflow|webgpu|wasm|cpu] [--max-steps N] [--set key=value …] [--report] [--json]',
  summary: 'summary.train',
  takes: [{ text: 'takes.folder', need: 'once' }],
  options: {
    variant: { kind: 'value', about: 'option.variant' },
    seed: { kind: 'value', about: 'option.seed' },
    engine: { kind: 'value', about: 'option.engine' },
    'max-steps': { kind: 'value', about: 'option.max-steps' },
    set: { kind: 'list', about: 'option.set' },
    report: { kind: 'flag', about: 'option.report' },
    ...jsonOption,
  },
  async run(input, cli) {
    const { variant = 'innovation', seed = '0', engine = 'auto', 'max-steps': maxSteps } = input.values
    if (!isEngineChoice(engine)) throw new GradlabError('engine/unknown', { engine, name: engine, known: 'auto, tensorflow, webgpu, wasm, cpu' })
    const request = {
      experiment: resolve(cli.workingFolder, input.positionals[0]!),
      variant,
      seed: parseWhole(train, 'seed', seed, { min: 0, max: 0xffffffff, expected: cli.say('takes.seed') }),
      engine,
      ...(maxSteps !== undefined && {
        maxSteps: parseWhole(train, 'max-steps', maxSteps, { min: 1, max: Number.MAX_SAFE_INTEGER, expected: cli.say('takes.steps') }),
      }),
      set: parsePairs(input.lists['set'] ?? []),
    }
    return watchRun((onOutput) => cli.services.startRun(request, { onOutput }), cli, {
      json: input.flags.has('json'),
      verbose: input.flags.has('verbose'),
      report: input.flags.has('report'),
    })
  },
}
