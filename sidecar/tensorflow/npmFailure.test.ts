import assert from 'node:assert/strict'
import type { ErrorCode } from '../../protocol'
import { failureOfNpm } from './npmFailure'

const name = '@tensorflow/tfjs-node'

describe('failureOfNpm', () => {
  const check = (title: string, output: string, code: ErrorCode, problem?: RegExp): void => {
    it(title, () => {
      const error = failureOfNpm(name, 1, output)
      assert.equal(error.code, code)
      if (problem) assert.match(error.message, problem)
    })
  }
  check(
    'names a registry that cannot be reached',
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error errno ENOTFOUND\nnpm error network request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND\n',
    'install/network',
    /ENOTFOUND/,
  )
  check('knows the words of npm 8 and 9', 'npm ERR! code ETIMEDOUT\nnpm ERR! request timed out\n', 'install/network', /request timed out/)
  check(
    'tells a libtensorflow that did not arrive from a registry that was not reached',
    `* Downloading libtensorflow\nError: getaddrinfo ENOTFOUND storage.googleapis.com\n    at x\nnpm error code 1\nnpm error path /x/node_modules/@tensorflow/tfjs-node\nnpm error command failed\nnpm error command sh -c node scripts/install.js\n`,
    'install/library',
    /storage\.googleapis\.com/,
  )
  check('names a full disk', 'npm error code ENOSPC\nnpm error nospc There appears to be insufficient space\n', 'install/space-npm')
  check(
    'names a full disk of the install script',
    'Error: ENOSPC: no space left on device, write\nnpm error code 1\nnpm error path /x/tfjs-node\n',
    'install/space-npm',
  )
  check(
    'gives what else npm says',
    'npm error code EACCES\nnpm error path /x\nnpm error Your cache folder contains root-owned files\n',
    'install/npm-failed',
    /root-owned/,
  )
  check('gives the exit code where npm says nothing', '', 'install/npm-failed', /exit code 1/)
})
