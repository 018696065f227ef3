import assert from 'node:assert/strict'
import { GradlabError } from '../../protocol'
import { sayIn } from '../../protocol/texts/cli'
import { parseArguments, parsePairs } from './arguments'
import { set } from './commands/control'
import { train } from './commands/train'

describe('arguments', () => {
  const parse = (...typed: string[]): ReturnType<typeof parseArguments> => parseArguments(train, typed, sayIn('en'))
  const refused = (typed: string[], code: string, context: Record<string, string> = {}): void =>
    assert.throws(
      () => parse(...typed),
      (error) => error instanceof GradlabError && error.code === code && Object.entries(context).every(([key, value]) => error.context[key] === value),
      typed.join(' '),
    )

  it('come in any order, with = or without', () => {
    const input = parse('--seed=3', 'x', '--json', '--variant', 'baseline')
    assert.deepEqual([...input.positionals], ['x'])
    assert.deepEqual(input.values, { seed: '3', variant: 'baseline' })
    assert.deepEqual([...input.flags], ['json'])
  })
  it('take several pairs after one --set, and one --set a pair', () => {
    assert.deepEqual(parse('x', '--set', 'a=1', 'b=2').lists['set'], ['a=1', 'b=2'])
    assert.deepEqual(parse('--set', 'a=1', '--set', 'b=2', 'x').lists['set'], ['a=1', 'b=2'])
    assert.deepEqual(parse('--set', 'a=1', 'x').positionals, ['x'])
  })
  it('take what follows -- as it is', () => {
    assert.deepEqual(parse('--', '--odd-folder').positionals, ['--odd-folder'])
  })
  it('refuse an unknown option by name, the short ones too', () => {
    refused(['x', '--sed', '3'], 'usage/option', { option: '--sed', command: 'train' })
    refused(['x', '-q'], 'usage/option', { option: '-q' })
    refused(['x', '--constructor'], 'usage/option')
  })
  it('refuse a value that is missing, and one that is too many', () => {
    refused(['x', '--seed'], 'usage/value', { option: 'seed' })
    refused(['x', '--seed', '--json'], 'usage/value', { option: 'seed' })
    refused(['x', '--seed='], 'usage/value', { option: 'seed' })
    refused(['x', '--json=yes'], 'usage/value', { option: 'json', value: 'yes' })
  })
  it('refuse an argument that is missing, and one that is too many', () => {
    refused([], 'usage/argument', { argument: 'a folder' })
    refused(['x', 'y'], 'usage/extra', { argument: 'y' })
    assert.throws(() => parseArguments(set, ['r1'], sayIn('en')), /needs key=value/)
    assert.deepEqual(parseArguments(set, ['r1', 'a=1', 'b=-2'], sayIn('en')).positionals, ['r1', 'a=1', 'b=-2'])
  })
  it('may be incomplete where help is asked for', () => {
    assert.ok(parse('--help').flags.has('help'))
  })
})

describe('pairs', () => {
  it('keep everything after the first =', () => {
    assert.deepEqual(parsePairs(['a=b=c', 'empty=']), { a: 'b=c', empty: '' })
  })
  it('without = are refused', () => {
    for (const text of ['learningRate', '=3', 'a b=3'])
      assert.throws(
        () => parsePairs([text]),
        (error) => error instanceof GradlabError && error.code === 'hyper/syntax',
      )
  })
})
