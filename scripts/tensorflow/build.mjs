// Builds tfjs-node's addon against the libtensorflow of a PyPI wheel, to find out whether the tensorflow engine runs at all where neither
// Google's storage nor a graphics card can be reached. Not part of `npm test`: it downloads about 250 MB and needs g++, make, python3 with pip.
//
//   node scripts/tensorflow/build.mjs <folder> [--tensorflow 2.15.1] [--python 3.11] [--libpython <file>]
//   GRADLAB_TENSORFLOW=<folder> node --import tsx scripts/tensorflow/check.ts
//
// Wheels before 2.12 hold no libtensorflow_cc.so.2: Python's own extension module exports the C API there, and needs the libpython that it was made
// for, named by --libpython. docs/decisions/ says what came of it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    tensorflow: { type: 'string', default: '2.15.1' },
    python: { type: 'string', default: '3.11' },
    libpython: { type: 'string' },
  },
})
const folder = resolve(positionals[0] ?? stop('Name a folder outside the repository.'))
const node = dirname(dirname(realpathSync(process.execPath)))
if (!existsSync(join(node, 'include', 'node', 'node_api.h')))
  stop(`${node} has no include/node: run this on a Node that brings its headers, such as the one in .cache/node.`)

/** Only what the addon needs: the wheel holds much of Python besides. */
const unpack = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wanted = ('tensorflow/libtensorflow', 'tensorflow/include/', 'tensorflow/python/_pywrap_tensorflow_internal.so')
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`

mkdirSync(folder, { recursive: true })
run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '@tensorflow/tfjs-node@4.22.0'])
const wheel = join(folder, `tensorflow-${values.tensorflow}`)
if (!existsSync(join(wheel, 'tensorflow'))) unpackWheel()
const addon = join(folder, 'node_modules', '@tensorflow', 'tfjs-node')
const libraries = layLibraries()
const gyp = join(dirname(dirname(realpathSync(find('npm')))), 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
run(
  process.execPath,
  [gyp, 'rebuild', `--nodedir=${node}`, '--module_name=tfjs_binding', `--module_path=${join(addon, 'lib', 'napi-v8')}`, '--napi_build_version=8'],
  { cwd: addon, env: { ...process.env, LDFLAGS: libraries.flags } },
)
console.log(`Built against TensorFlow ${values.tensorflow}. Next:\n  GRADLAB_TENSORFLOW=${folder} node --import tsx scripts/tensorflow/check.ts`)

function unpackWheel() {
  const platforms = ['manylinux2010_x86_64', 'manylinux2014_x86_64', 'manylinux_2_17_x86_64'].flatMap((name) => ['--platform', name])
  const wanted = ['--no-deps', '--only-binary=:all:', '--python-version', values.python, ...platforms, `tensorflow-cpu==${values.tensorflow}`]
  run('python3', ['-m', 'pip', 'download', '--disable-pip-version-check', '-d', wheel, ...wanted])
  const file = readdirSync(wheel).find((name) => name.endsWith('.whl')) ?? stop(`pip left no wheel in ${wheel}`)
  run('python3', ['-c', unpack, join(wheel, file), wheel])
  rmSync(join(wheel, file))
}

/** What binding.gyp looks for: headers in deps/include, libtensorflow.so and libtensorflow_framework.so in deps/lib. */
function layLibraries() {
  const from = join(wheel, 'tensorflow')
  const deps = join(addon, 'deps')
  rmSync(deps, { recursive: true, force: true })
  mkdirSync(join(deps, 'lib'), { recursive: true })
  symlinkSync(join(from, 'include'), join(deps, 'include'))
  const own = join(from, 'libtensorflow_cc.so.2')
  const main = existsSync(own) ? own : join(from, 'python', '_pywrap_tensorflow_internal.so')
  for (const file of [main, join(from, 'libtensorflow_framework.so.2')]) symlinkSync(file, join(deps, 'lib', basename(file)))
  symlinkSync(basename(main), join(deps, 'lib', 'libtensorflow.so'))
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib', 'libtensorflow_framework.so'))
  if (main === own) return { flags: '' }
  const python = resolve(values.libpython ?? stop(`TensorFlow ${values.tensorflow} needs --libpython.`))
  return { flags: `-Wl,--allow-shlib-undefined -Wl,--no-as-needed ${python} -Wl,-rpath,${dirname(python)}` }
}

/** @param {string} program */
function find(program) {
  return execFileSync('which', [program], { encoding: 'utf8' }).trim()
}

/**
 * @param {string} command
 * @param {readonly string[]} typed
 * @param {import('node:child_process').ExecFileSyncOptions} options
 */
function run(command, typed, options = {}) {
  execFileSync(command, typed, { stdio: 'inherit', ...options })
}

/**
 * @param {string} message
 * @returns {never}
 */
function stop(message) {
  console.error(message)
  process.exit(1)
}
