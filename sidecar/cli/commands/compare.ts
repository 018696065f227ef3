import { resolve } from 'node:path'
import { GradlabError, isEngineChoice, MOST_SEEDS } from '../../../protocol'
import { exportFormatOf } from '../../compare/export/formats'
import { parsePairs, parseWhole } from '../arguments'
import { jsonOption, type Command } from '../command'
import { watchComparison } from '../watchComparison'

/** Trains variants and baseline over several seeds at equal steps, and says in words whether they help. */
export const compare: Command = {
  name: 'compare',
  usage:
    'compare <folder> [--variants a,b] [--seeds N] [--max-steps N] [--engine auto|tensorflow|webgpu|wasm|cpu] [--tune] [--set key=value …] [--export FILE] [--json]',
  summary: 'summary.compare',
  takes: [{ text: 'takes.folder', need: 'once' }],
  options: {
    variants: { kind: 'value', about: 'option.variants' },
    seeds: { kind: 'value', about: 'option.seeds' },
    'max-steps': { kind: 'value', about: 'option.max-steps' },
    engine: { kind: 'value', about: 'option.engine' },
    tune: { kind: 'flag', about: 'option.tune' },
    set: { kind: 'list', about: 'option.set' },
    export: { kind: 'value', about: 'option.export' },
    ...jsonOption,
  },
  async run({ positionals, values, flags, lists }, cli) {
    const { variants, seeds = '5', 'max-steps': maxSteps, engine = 'auto', export: exported } = values
    if (!isEngineChoice(engine)) throw new GradlabError('engine/unknown', { engine, name: engine, known: 'auto, tensorflow, webgpu, wasm, cpu' })
    if (exported !== undefined && !exportFormatOf(exported)) {
      const expected = cli.say('takes.export')
      throw new GradlabError('usage/value', { option: 'export', expected, value: exported, usage: `gradlab ${compare.usage}` })
    }
    const request = {
      experiment: resolve(cli.workingFolder, positionals[0]!),
      seeds: parseWhole(compare, 'seeds', seeds, { min: 1, max: MOST_SEEDS, expected: cli.say('takes.seeds') }),
      engine,
      tune: flags.has('tune'),
      ...(lists['set'] && { set: parsePairs(lists['set']) }),
      ...(variants !== undefined && { variants: variants.split(',').map((name) => name.trim()) }),
      ...(maxSteps !== undefined && {
        maxSteps: parseWhole(compare, 'max-steps', maxSteps, { min: 1, max: Number.MAX_SAFE_INTEGER, expected: cli.say('takes.steps') }),
      }),
    }
    return watchComparison(request, cli, {
      json: flags.has('json'),
      verbose: flags.has('verbose'),
      ...(exported !== undefined && { exportTo: resolve(cli.workingFolder, exported) }),
    })
  },
}
