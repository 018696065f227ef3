// The ESLint rule that keeps imports going one way (docs/ARCHITECTURE.md). It resolves a relative import to its folder, which
// no-restricted-imports cannot: extension/ has a sidecar/ of its own.
import { isBuiltin } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { repository } from '../setUp/processes.mjs'

/**
 * @typedef {object} Place
 * @property {string} folder the innermost folder of this table that a file is in decides
 * @property {readonly string[]} folders besides itself, what it may import
 * @property {RegExp} [packages] besides, the packages it may import
 * @property {boolean} [node] whether it may import Node's own modules
 * @property {string} message where to go instead
 */

const anyTest = /\.test\.ts$/
const withoutTensors = [
  'supervisor',
  'store',
  'load',
  'data',
  'scaffold',
  'compare',
  'choice',
  'export',
  'embed',
  'report',
  'cli',
  'daemon',
  'language',
  'setup',
  'tensorflow',
]

/** @type {readonly Place[]} */
export const places = [
  { folder: 'protocol', folders: [], message: 'protocol/ imports nothing: every process and every webview holds it.' },
  {
    folder: 'sdk',
    folders: ['protocol'],
    packages: /^@tensorflow\/tfjs$/,
    message: 'sdk/ imports protocol/ and @tensorflow/tfjs only. What touches files, clocks or processes belongs in sidecar/run, behind SessionHost.',
  },
  {
    folder: 'sdk/testing',
    folders: ['protocol', 'sdk'],
    packages: /^@tensorflow\/tfjs$/,
    node: true,
    message: 'sdk/testing imports protocol/, sdk/ and @tensorflow/tfjs only.',
  },
  {
    folder: 'sidecar',
    folders: ['protocol', 'sdk'],
    packages: /^(?!vscode$|@tensorflow\/tfjs-|webgpu$)/,
    node: true,
    message:
      'sidecar/ imports protocol/ and sdk/, never vscode (that is extension/), and meets directions only as files to copy and load. A tfjs backend is named in sidecar/engine alone.',
  },
  {
    folder: 'sidecar/engine',
    folders: ['protocol', 'sdk', 'sidecar'],
    packages: /^(?!vscode$)/,
    node: true,
    message: 'sidecar/engine imports protocol/, sdk/ and sidecar/ only.',
  },
  ...withoutTensors.map((name) => ({
    folder: `sidecar/${name}`,
    folders: ['protocol', 'sdk', 'sidecar'],
    packages: /^(?!vscode$|@tensorflow\/|webgpu$)/,
    node: true,
    message: `sidecar/${name} runs where no tensors are: it never imports tfjs or vscode. What trains belongs in sidecar/run, what names an engine in sidecar/engine.`,
  })),
  {
    folder: 'directions',
    folders: [],
    packages: /^(gradlab(\/.*)?|@tensorflow\/tfjs)$/,
    message:
      "A direction imports @tensorflow/tfjs, gradlab and its own files, never a sibling or the sidecar: it is copied into the user's folder. Copy the block, or move it into sdk/.",
  },
  {
    folder: 'extension',
    folders: ['protocol'],
    packages: /^(vscode|vscode-languageclient(\/.*)?)$/,
    node: true,
    message: 'extension/ imports vscode and protocol/ only. What trains, reads data or knows tfjs is reached through the sidecar (dist/cli.js, the daemon).',
  },
  {
    folder: 'webviews',
    folders: ['protocol'],
    message: 'webviews/ imports protocol/ only. What needs the editor goes through webviews/host, what needs a file through a message to extension/.',
  },
]

/** @type {import('eslint').Rule.RuleModule} */
export const importDirection = {
  meta: { type: 'problem', schema: [], messages: { wrong: '{{ message }}' } },
  create(context) {
    /** @type {NonNullable<import('eslint').Rule.NodeListener['Literal']>} */
    const check = (literal) => {
      if (typeof literal.value !== 'string') return
      const message = problemOf(relative(repository, context.filename).split(sep).join('/'), literal.value)
      if (message) context.report({ node: literal, messageId: 'wrong', data: { message } })
    }
    return {
      ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression) > Literal.source': check,
      "CallExpression[callee.name='require'] > Literal.arguments": check,
    }
  },
}

/**
 * What is wrong with an import, if anything.
 * @param {string} file relative to the repository
 * @param {string} imported as written
 */
function problemOf(file, imported) {
  const place = places.filter(({ folder }) => isWithin(file, folder)).sort((a, b) => b.folder.length - a.folder.length)[0]
  if (!place) return undefined
  const isTest = anyTest.test(file)
  if (!imported.startsWith('.')) {
    const isAllowed = isBuiltin(imported)
      ? place.node || isTest
      : place.packages?.test(imported) || (isTest && /^(@tensorflow\/tfjs|playwright-core)$/.test(imported))
    return isAllowed ? undefined : place.message
  }
  const target = join(dirname(file), imported).split(sep).join('/')
  // A direction is one folder below directions/; a sibling is another's.
  const own = place.folder === 'directions' ? file.split('/').slice(0, 2).join('/') : place.folder
  const isAllowed = [own, ...place.folders, ...(isTest ? ['test'] : [])].some((folder) => isWithin(target, folder)) && !isStepping(place, target)
  return isAllowed ? undefined : place.message
}

/**
 * Whether a part of sidecar/ that is free of tensors reaches for one that is not.
 * @param {Place} place
 * @param {string} target
 */
function isStepping({ folder }, target) {
  return withoutTensors.some((name) => folder === `sidecar/${name}`) && isWithin(target, 'sidecar/run')
}

/**
 * @param {string} path
 * @param {string} folder
 */
function isWithin(path, folder) {
  return path === folder || path.startsWith(`${folder}/`)
}
