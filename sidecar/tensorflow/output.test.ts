import assert from 'node:assert/strict'
import { cardOf, failureOf, missingOf } from './output'

describe('what a probe printed', () => {
  it('names the library that could not be loaded, of what it threw', () => {
    const thrown = 'libcudart.so.11.0: cannot open shared object file: No such file or directory'
    assert.deepEqual(failureOf(thrown, ''), { state: 'failed', reason: 'library-missing', problem: 'libcudart.so.11.0' })
  })

  it("takes a system's library that is too old for one that is missing", () => {
    const thrown = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/libtensorflow.so.2)"
    assert.deepEqual(failureOf(thrown, ''), { state: 'failed', reason: 'library-missing', problem: 'GLIBC_2.34' })
  })

  it('knows the sentence in which Windows names no library', () => {
    const thrown = 'The specified module could not be found.\n\\\\?\\C:\\x\\tfjs_binding.node'
    assert.deepEqual(failureOf(thrown, ''), { state: 'failed', reason: 'library-missing', problem: 'tensorflow.dll' })
  })

  it('gives the signal and the fatal line of one that crashed', () => {
    const output = '2026 I something\n2026 F tensorflow/core/platform: needs AVX\nstack\n'
    assert.deepEqual(failureOf(undefined, output, 'SIGABRT'), {
      state: 'failed',
      reason: 'probe-crashed',
      problem: 'SIGABRT: 2026 F tensorflow/core/platform: needs AVX',
    })
  })

  it('names the card, and the libraries it lacked once each', () => {
    const made =
      'I gpu_device.cc:1525] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 13775 MB memory:  -> device: 0, name: Tesla T4, pci bus id: 0000:00:04.0, compute capability: 7.5'
    assert.equal(cardOf(made), 'Tesla T4')
    const lacked = "W Could not load dynamic library 'libcudnn.so.8'; dlerror: x"
    assert.equal(missingOf(`${lacked}\n${lacked}\nW Could not load dynamic library 'libcublas.so.11'; y`), 'libcudnn.so.8, libcublas.so.11')
    assert.deepEqual([cardOf(''), missingOf('')], ['', ''])
  })
})
