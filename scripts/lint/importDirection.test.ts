import { ESLint } from 'eslint'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import parser from 'typescript-eslint'
import { importDirection, places } from './importDirection.mjs'

const repository = join(__dirname, '..', '..')

const refused: readonly (readonly [file: string, source: string])[] = [
  ['protocol/runs.ts', "import { adam } from '../sdk'"],
  ['protocol/runs.ts', "import { readFileSync } from 'node:fs'"],
  ['protocol/runs.ts', "import * as valibot from 'valibot'"],
  ['sdk/data.ts', "import { store } from '../sidecar/store/runFolder'"],
  ['sdk/data.ts', "import { readFileSync } from 'node:fs'"],
  ['sdk/session/session.ts', "import * as tf from '@tensorflow/tfjs-core'"],
  ['sdk/testing/index.ts', "import { store } from '../../sidecar/store/runFolder'"],
  ['sidecar/run/main.ts', "import * as vscode from 'vscode'"],
  ['sidecar/run/main.ts', "import model from '../../directions/01-hierarchical-attention/text/model'"],
  ['sidecar/run/main.ts', "import '@tensorflow/tfjs-backend-wasm'"],
  ['sidecar/run/main.ts', "import { register } from '../../extension/main'"],
  ['sidecar/supervisor/run.ts', "import * as tf from '@tensorflow/tfjs'"],
  ['sidecar/store/events.ts', "import type { Tensor } from '@tensorflow/tfjs'"],
  ['sidecar/cli/main.ts', "const tf = await import('@tensorflow/tfjs')"],
  ['sidecar/cli/main.ts', "const tf = require('@tensorflow/tfjs')"],
  ['sidecar/cli/main.ts', "import { train } from '../run/train'"],
  ['sidecar/engine/probe.ts', "import * as vscode from 'vscode'"],
  ['directions/02-adaptive-activation/image/model.ts', "import { block } from '../../01-hierarchical-attention/text/model'"],
  ['directions/02-adaptive-activation/image/model.ts', "import { store } from '../../../sidecar/store/runFolder'"],
  ['directions/02-adaptive-activation/image/model.ts', "import { readFileSync } from 'node:fs'"],
  ['extension/main.ts', "import { start } from '../sidecar/run/main'"],
  ['extension/scaffold/newExperiment.ts', "import * as tf from '@tensorflow/tfjs'"],
  ['extension/scaffold/newExperiment.ts', "export { adam } from '../../sdk'"],
  ['sidecar/store/events.ts', "import { temporaryFolder } from '../../test/support/temporaryFolder'"],
  ['webviews/curves/main.ts', "import * as vscode from 'vscode'"],
  ['webviews/curves/main.ts', "import { register } from '../../extension/main'"],
]
const allowed: readonly (readonly [file: string, source: string])[] = [
  ['protocol/runs.ts', "import { fill } from './texts/fill'"],
  ['protocol/runs.test.ts', "import assert from 'node:assert/strict'"],
  ['sdk/session/session.ts', "import { GradlabError } from '../../protocol'"],
  ['sdk/testing/index.ts', "import { createSession } from '../session/session'"],
  ['sidecar/cli/main.ts', "import { readRun } from '../store/runFolder'"],
  ['sidecar/run/main.ts', "import * as tf from '@tensorflow/tfjs'"],
  ['sidecar/engine/wasm.ts', "import '@tensorflow/tfjs-backend-wasm'"],
  ['directions/02-adaptive-activation/image/model.test.ts', "import experiment from './model'"],
  ['directions/02-adaptive-activation/image/model.ts', "import { adam } from 'gradlab'"],
  ['sidecar/store/events.test.ts', "import { temporaryFolder } from '../../test/support/temporaryFolder'"],
  // extension/sidecar is not sidecar/
  ['extension/scaffold/newExperiment.ts', "import { findNode } from '../sidecar/node'"],
  ['extension/main.ts', "import * as vscode from 'vscode'"],
]

describe('the import directions', () => {
  const eslint = new ESLint({
    cwd: repository,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      languageOptions: { parser: parser.parser },
      plugins: { gradlab: { rules: { 'import-direction': importDirection } } },
      rules: { 'gradlab/import-direction': 'error' },
    },
  })
  const messagesOf = async (file: string, source: string) => {
    const [result] = await eslint.lintText(source, { filePath: join(repository, file) })
    return result?.messages.map(({ message }) => message) ?? []
  }

  for (const [file, source] of refused) {
    it(`${file} may not: ${source}`, async () => {
      const place = places.filter(({ folder }) => file.startsWith(`${folder}/`)).sort((a, b) => b.folder.length - a.folder.length)[0]
      assert.deepEqual(await messagesOf(file, source), [place?.message])
    })
  }
  for (const [file, source] of allowed) {
    it(`${file} may: ${source}`, async () => assert.deepEqual(await messagesOf(file, source), []))
  }

  it("every folder's message is lint of the project's own configuration", async () => {
    const configured: unknown = await new ESLint({ cwd: repository }).calculateConfigForFile(join(repository, 'sidecar/places.ts'))
    assert.deepEqual((configured as { rules: Record<string, unknown> }).rules['gradlab/import-direction'], [2])
  })
})
