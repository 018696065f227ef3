import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

interface Line {
  readonly event: string
  readonly model?: string
  readonly loss?: number
  readonly ms?: number
  readonly profile?: { readonly gradients: number; readonly kernels: Record<string, { readonly count: number }> }
  readonly mflop?: number
}

describe('the bench of the engines', () => {
  it('trains in a process of its own, and says what a step is made of', async () => {
    const lines = await bench('--only', 'engine', '--models', 'mlp,autoencoder', '--steps', '2', '--profile', '--json')
    assert.deepEqual(
      lines.map(({ event, model }) => model ?? event),
      ['side', 'mlp', 'autoencoder', 'mlp', 'autoencoder', 'bench'],
    )
    const [, mlp, autoencoder, ceiling] = lines
    // PyTorch 1.13.1 (Debian), reference.py: the losses of step 20.
    assert.ok(Math.abs(mlp!.loss! - 1.799627) < 1.8e-3, String(mlp!.loss))
    assert.ok(Math.abs(autoencoder!.loss! - 0.693102) < 6e-4, String(autoencoder!.loss))
    assert.ok(mlp!.profile!.gradients > 0)
    assert.equal(mlp!.profile!.kernels['Relu']?.count, 2)
    // Three layers forward, their filters' gradients, and two layers' gradients of the input.
    const least = (2 * 64 * (3 * (256 * 256 + 256 * 10) + 2 * 784 * 256)) / 1e6
    assert.ok(ceiling!.mflop! > least && ceiling!.mflop! < 1.5 * least, `${ceiling!.mflop} beside ${least} MFLOP`)
  })

  it('names an option that there is not, with the exit code of wrong usage', async () => {
    await assert.rejects(bench('--engine', 'gpu'), (error: { code?: number; stderr?: string }) => error.code === 2 && /no engine gpu/.test(error.stderr ?? ''))
  })
})

async function bench(...typed: string[]): Promise<Line[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', join(__dirname, 'engines.ts'), ...typed])
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}
