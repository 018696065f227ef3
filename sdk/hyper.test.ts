import assert from 'node:assert/strict'
import { describeError, GradlabError, type ErrorCode } from '../protocol'
import { choice, describeFields, fieldsOfExperiment, parseHyper, range, resolveHyper, type Field } from './hyper'

const hyper = {
  attention: choice('hierarchical', 'flat'),
  learningRate: range(1e-3, 1e-5, 1, { log: true, live: true }),
  dropout: range(0.1, 0, 0.5),
  width: 16,
  bias: true,
  steps: 100,
  batchSize: range(32, 1, 512),
}
const fields = describeFields(hyper)
const refuses = (run: () => unknown, code: ErrorCode, ...named: string[]): void =>
  assert.throws(run, (thrown) => {
    assert.ok(thrown instanceof GradlabError, String(thrown))
    assert.equal(thrown.code, code)
    for (const part of named) assert.ok(`${thrown.message} ${thrown.suggestion}`.includes(part), `${thrown.message} ${thrown.suggestion} lacks ${part}`)
    return true
  })

describe('hyper', () => {
  it('is described as data that survives JSON', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(fields)), {
      attention: { kind: 'choice', options: ['hierarchical', 'flat'] },
      learningRate: { kind: 'range', value: 1e-3, min: 1e-5, max: 1, log: true, live: true },
      dropout: { kind: 'range', value: 0.1, min: 0, max: 0.5, log: false, live: false },
      width: { kind: 'number', value: 16 },
      bias: { kind: 'boolean', value: true },
      steps: { kind: 'number', value: 100 },
      batchSize: { kind: 'range', value: 32, min: 1, max: 512, log: false, live: false },
    })
  })

  it('is the defaults, then the variant, then what was typed', () => {
    assert.deepEqual(resolveHyper(fields, {}, {}), {
      attention: 'hierarchical',
      learningRate: 1e-3,
      dropout: 0.1,
      width: 16,
      bias: true,
      steps: 100,
      batchSize: 32,
    })
    const patched = resolveHyper(fields, { attention: 'flat', width: 24, dropout: undefined }, { width: '32' })
    assert.deepEqual([patched['attention'], patched['width'], patched['dropout']], ['flat', 32, 0.1])
  })

  for (const [key, typed, expected] of [
    ['width', '1e-3', 0.001],
    ['width', '-2.5', -2.5],
    ['width', ' 7 ', 7],
    ['width', '0x10', 16],
    ['bias', 'true', true],
    ['bias', 'false', false],
    ['attention', 'flat', 'flat'],
    ['learningRate', '1e-5', 1e-5],
    ['learningRate', '1', 1],
    ['steps', '1e3', 1000],
  ] as const) {
    it(`takes ${key}=${typed}`, () => assert.equal(parseHyper(fields, key, typed), expected))
  }

  for (const [key, typed, code, ...named] of [
    ['widht', '3', 'hyper/unknown', 'widht', 'width'],
    ['toString', '3', 'hyper/unknown', 'toString'],
    ['__proto__', '3', 'hyper/unknown', '__proto__'],
    ['width', '', 'hyper/value', 'width', '16'],
    ['width', '  ', 'hyper/value'],
    ['width', 'abc', 'hyper/value', 'abc'],
    ['width', '1,5', 'hyper/value', '1,5'],
    ['width', 'NaN', 'hyper/value'],
    ['width', 'Infinity', 'hyper/value'],
    ['width', '1e999', 'hyper/value'],
    ['width', 'true', 'hyper/value'],
    ['bias', '1', 'hyper/value', 'true | false'],
    ['bias', 'True', 'hyper/value'],
    ['bias', '', 'hyper/value'],
    ['attention', 'Flat', 'hyper/value', 'hierarchical | flat'],
    ['attention', '', 'hyper/value'],
    ['learningRate', '0', 'hyper/range', 'learningRate', '0.00001', '1'],
    ['learningRate', '1.01', 'hyper/range'],
    ['learningRate', 'fast', 'hyper/value'],
    ['steps', '1.5', 'hyper/value', 'steps'],
    ['steps', '0', 'hyper/range', 'steps'],
    ['steps', '-1', 'hyper/range', 'steps'],
    ['batchSize', '2.5', 'hyper/value', 'batchSize'],
    ['batchSize', '1024', 'hyper/range', '512'],
  ] as const) {
    it(`refuses ${key}=${typed} with ${code}`, () => refuses(() => resolveHyper(fields, {}, { [key]: typed }), code, ...named))
  }

  it('says in Chinese too what a number must be', () => {
    for (const [typed, expected] of [
      ['x', 'steps 需要 一个数，得到的是“x”。'],
      ['1.5', 'steps 需要 一个整数，得到的是“1.5”。'],
    ] as const) {
      assert.throws(
        () => parseHyper(fields, 'steps', typed),
        (thrown) => thrown instanceof GradlabError && describeError(thrown.toData(), 'zh-cn').message === expected,
      )
    }
  })

  it('refuses a variant with an unknown name, a wrong type or a value out of range', () => {
    refuses(() => resolveHyper(fields, { widht: 3 }, {}), 'hyper/unknown', 'widht')
    refuses(() => resolveHyper(fields, { width: '3' }, {}), 'hyper/value', 'width')
    refuses(() => resolveHyper(fields, { attention: 'none' }, {}), 'hyper/value', 'none')
    refuses(() => resolveHyper(fields, { dropout: 0.6 }, {}), 'hyper/range', 'dropout')
    refuses(() => resolveHyper(fields, { width: null }, {}), 'hyper/value', 'width')
  })

  it('refuses defaults that it would not take as values', () => {
    for (const [field, code] of [
      [{ rate: range(2, 0, 1) }, 'hyper/range'],
      [{ rate: NaN }, 'hyper/value'],
      [{ rate: Infinity }, 'hyper/value'],
      [{ batchSize: 0 }, 'hyper/range'],
      [{ steps: 10.5 }, 'hyper/value'],
      [{ evaluateEvery: range(0, 0, 10) }, 'hyper/range'],
    ] as [Record<string, Field>, ErrorCode][]) {
      refuses(() => resolveHyper(describeFields(field), {}, {}), code, Object.keys(field)[0]!)
    }
  })

  it('has the fields of the harness as well, as the experiment has them where it does', () => {
    assert.deepEqual(resolveHyper(fieldsOfExperiment({ steps: 7, width: 4 }), {}, { evaluateEvery: '3' }), {
      batchSize: 32,
      evaluateEvery: 3,
      steps: 7,
      width: 4,
    })
  })

  it('lets a field have a name that every object has', () => {
    assert.deepEqual(resolveHyper(describeFields({ constructor: 0.5 }), {}, {}), { constructor: 0.5 })
  })
})
