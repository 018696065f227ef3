import assert from 'node:assert/strict'
import { WaveFile } from 'wavefile'
import { GradlabError } from '../../../protocol'
import { inFolder } from '../inFolder.testing'
import { parseWave, readWaves } from './wav'

/** Another implementation writes the files. */
function written(depth: string, samples: number[] | number[][], rateHz = 8000): Uint8Array {
  const wave = new WaveFile()
  wave.fromScratch(Array.isArray(samples[0]) ? samples.length : 1, rateHz, depth, samples)
  return wave.toBuffer()
}
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof GradlabError) return thrown.code
    throw thrown
  }
  return 'nothing'
}

describe('sounds', () => {
  for (const [depth, samples, expected] of [
    ['8', [0, 64, 128, 192, 255], [-1, -0.5, 0, 0.5, 127 / 128]],
    ['16', [-32768, -16384, 0, 16384, 32767], [-1, -0.5, 0, 0.5, 32767 / 32768]],
    ['24', [-8388608, -4194304, 0, 4194304, 8388607], [-1, -0.5, 0, 0.5, 8388607 / 8388608]],
    ['32', [-2147483648, -1073741824, 0, 1073741824, 2147483647], [-1, -0.5, 0, 0.5, 1]],
    ['32f', [-1, -0.5, 0, 0.5, 1], [-1, -0.5, 0, 0.5, 1]],
    ['64', [-1, -0.5, 0, 0.5, 1], [-1, -0.5, 0, 0.5, 1]],
  ] as const) {
    it(`of ${depth} bits have the samples that were written`, () => {
      assert.deepEqual(parseWave(written(depth, [...samples]), 'x.wav'), { rateHz: 8000, samples: Float32Array.from(expected) })
    })
  }

  it('of two channels become their mean', () => {
    assert.deepEqual(
      [
        ...parseWave(
          written('16', [
            [16384, 0],
            [0, -16384],
          ]),
          'x.wav',
        ).samples,
      ],
      [0.25, -0.25],
    )
  })

  it('are found behind chunks that are not known, and to the end where a pipe left the length open', () => {
    const plain = Buffer.from(written('16', [16384, -16384]))
    const strange = Buffer.concat([plain.subarray(0, 12), Buffer.from('LIST\x03\0\0\0abc\0', 'latin1'), plain.subarray(12)])
    assert.deepEqual([...parseWave(strange, 'x.wav').samples], [0.5, -0.5])
    plain.writeUInt32LE(0xffffffff, plain.indexOf('data') + 4)
    assert.deepEqual([...parseWave(plain, 'x.wav').samples], [0.5, -0.5])
  })

  it('are cut short wherever they are cut', () => {
    const whole = written('16', [1, 2, 3, 4])
    for (let length = 0; length < whole.length; length++)
      assert.equal(
        codeOf(() => parseWave(whole.subarray(0, length), 'x.wav')),
        'data/cut-short',
        `at ${length}`,
      )
  })

  it('are refused in formats that are not read', () => {
    assert.equal(
      codeOf(() => parseWave(Buffer.from('OggS and so on and on'), 'x.wav')),
      'data/format',
    )
    assert.equal(
      codeOf(() => parseWave(written('8m', [0, 0, 0]), 'x.wav')),
      'data/format',
    ) // µ-law
  })

  it('of a folder are padded and cut to one length, their class the folder', async () => {
    await inFolder(
      {
        'no/a.wav': written('16', [16384]),
        'yes/b.wav': written(
          '16',
          [1, 2, 3, 4, 5].map((n) => n * 1024),
        ),
      },
      async (folder) => {
        const { columns, soundRateHz } = await readWaves(folder, { longestSeconds: 4 / 8000 })
        assert.equal(soundRateHz, 8000)
        assert.deepEqual(columns['sound'], { dtype: 'float32', shape: [4], values: Float32Array.of(0.5, 0, 0, 0, 1 / 32, 2 / 32, 3 / 32, 4 / 32), scale: 1 })
        assert.deepEqual(columns['length'], { dtype: 'int32', shape: [], values: Int32Array.of(1, 4) })
        assert.deepEqual(columns['label'], { dtype: 'int32', shape: [], values: Int32Array.of(0, 1), labels: ['no', 'yes'] })
      },
    )
  })

  it('of two rates do not go together', async () => {
    await inFolder({ 'a.wav': written('16', [1]), 'b.wav': written('16', [1], 16000) }, (folder) =>
      assert.rejects(readWaves(folder, { longestSeconds: 1 }), { code: 'data/sound-rate', message: /b\.wav has 16000 .* 8000/ }),
    )
  })
})
