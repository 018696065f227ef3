import assert from 'node:assert/strict'
import { parseOptions } from './options'

describe('the options of the bench', () => {
  it('are all seven models on wasm beside both references where nothing is said', () => {
    const { engine, models, pypi, onlyEngine, threads, json } = parseOptions([])
    assert.deepEqual([engine, models.length, pypi, onlyEngine, threads, json], ['wasm', 7, true, false, undefined, false])
  })

  it('take models by name, in the order that they are named in', () => {
    const { models } = parseOptions(['--models', 'gru,mlp', '--threads', '2', '--no-pypi', '--only', 'engine'])
    assert.deepEqual(
      models.map(({ name }) => name),
      ['gru', 'mlp'],
    )
  })

  it("leave out what tfjs' own backend cannot train", () => {
    assert.deepEqual(
      parseOptions(['--engine', 'tfjs-wasm']).models.map(({ name }) => name),
      ['mlp', 'gru', 'autoencoder'],
    )
  })

  for (const [typed, expected] of [
    [['--engine', 'cuda'], /no engine cuda/],
    [['--models', 'mlp,lstm'], /no model lstm; there are mlp, cnn/],
    [['--steps', '0'], /--steps takes a whole number from 1 on, not 0/],
    [['--only', 'torch'], /--only takes "engine"/],
    [['--device', 'tpu'], /--device is cpu or cuda/],
    [['--fast'], /--fast/],
  ] as const) {
    it(`refuse ${typed.join(' ')}`, () => assert.throws(() => parseOptions(typed), expected))
  }
})
