import { parseArgs } from 'node:util'
import { ENGINES, type EngineName } from '../../protocol'
import { models, type Model } from './models'

export interface Options {
  readonly engine: EngineName | 'tfjs-wasm'
  readonly models: readonly Model[]
  readonly steps: number
  readonly threads: number | undefined
  readonly json: boolean
  readonly profile: boolean
  readonly onlyEngine: boolean
  readonly pypi: boolean
  /** A Python with torch of its own instead of Debian's and PyPI's. */
  readonly python: string | undefined
  readonly device: 'cpu' | 'cuda'
  readonly memory: boolean
  readonly archive: string | undefined
}

export const usage = `npm run bench:engines -- [--engine ${[...ENGINES, 'tfjs-wasm'].join('|')}] [--models mlp,cnn] [--steps N] [--threads N] [--json]
  --no-pypi          leave PyPI's newest PyTorch out
  --python PATH      compare with the torch of this Python alone; --device cuda: eager and compiled
  --only engine      no PyTorch
  --profile          print where the engine's steps spend their time
  --memory           10,000 steps of the MLP and the CNN: is memory flat?
  --archive FILE     pack all that a machine with a GPU needs into FILE.tar.gz`

/** @throws Error with what is wrong */
export function parseOptions(typed: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...typed],
    options: {
      engine: { type: 'string', default: 'wasm' },
      models: { type: 'string' },
      steps: { type: 'string', default: '60' },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      only: { type: 'string' },
      'no-pypi': { type: 'boolean', default: false },
      python: { type: 'string' },
      device: { type: 'string', default: 'cpu' },
      memory: { type: 'boolean', default: false },
      archive: { type: 'string' },
    },
  })
  const engine = [...ENGINES, 'tfjs-wasm' as const].find((name) => name === values.engine)
  if (!engine) throw new Error(`There is no engine ${values.engine}.`)
  if (values.device !== 'cpu' && values.device !== 'cuda') throw new Error(`--device is cpu or cuda, not ${values.device}.`)
  if (values.only !== undefined && values.only !== 'engine') throw new Error(`--only takes "engine", not ${values.only}.`)
  return {
    engine,
    models: values.models?.split(',').map(modelNamed) ?? trainableOn(engine),
    steps: wholeNumber('--steps', values.steps),
    threads: values.threads === undefined ? undefined : wholeNumber('--threads', values.threads),
    json: values.json,
    profile: values.profile,
    onlyEngine: values.only === 'engine',
    pypi: !values['no-pypi'],
    python: values.python,
    device: values.device,
    memory: values.memory,
    archive: values.archive,
  }
}

/** tfjs' own wasm backend lacks Conv2DBackpropFilter, both gradients of a depthwise convolution, and UnsortedSegmentSum. */
const trainableOn = (engine: Options['engine']): readonly Model[] =>
  engine === 'tfjs-wasm' ? models.filter(({ name }) => name === 'mlp' || name === 'gru' || name === 'autoencoder') : models

function modelNamed(name: string): Model {
  const model = models.find((one) => one.name === name)
  if (!model) throw new Error(`There is no model ${name}; there are ${models.map((one) => one.name).join(', ')}.`)
  return model
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} takes a whole number from 1 on, not ${text}.`)
  return value
}
