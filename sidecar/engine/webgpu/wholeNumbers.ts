import type * as tf from '@tensorflow/tfjs'
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'

/**
 * tfjs' programs read and write integers through float32, which has no bits for what is above 2²⁴, even those that only move them; a few do not compile for integers at all. The same text with int32
 * throughout, for programs whose inputs are all of whole numbers.
 */
export function withWholeNumbers(program: WebGPUProgram, inputs: readonly tf.TensorInfo[]): void {
  if (!inputs.every(({ dtype }) => dtype === 'int32' || dtype === 'bool') || !takers.some((key) => program.shaderKey.startsWith(key))) return
  const taken = program.getUserCode.bind(program)
  const ranks = inputs.map(({ shape }) => shape.length)
  const least = program.shaderKey.startsWith('argMinMax_<') ? '2147483647' : '(-2147483647 - 1)'
  program.getUserCode = () => translate(taken(), program.variableNames, ranks, least)
}
/** How the keys of these programs begin. */
const takers = [
  ...[
    'addN',
    'argMinMax_',
    'concat',
    'cum_',
    'depthToSpace_',
    'diag',
    'gather',
    'merge',
    'mirrorPad_',
    'reduce_max',
    'reduce_min',
    'reduce_prod',
    'reduce_sum',
  ],
  ...['reverse', 'select', 'slice', 'spaceToBatchND_', 'stridedSlice', 'swap', 'tile', 'transpose'],
]

function translate(text: string, names: readonly string[], ranks: readonly number[], least: string): string {
  const translated = names
    .reduce((found, name) => found.replaceAll(new RegExp(`\\bget${capital(name)}(?=\\(|ByOutputCoords\\()`, 'g'), `whole${name}`), text)
    .replaceAll(/\bsetOutputAt(Index|Coords)\(/g, 'setOutputAt$1I32(')
    .replaceAll(/isnan\(\w+\)/g, 'false')
    .replaceAll('uniforms.NAN', '0')
    .replaceAll('round(', '(')
    .replaceAll(/uniforms\.(negativeInf|infinityValue)/g, least)
    .replaceAll(/(?<![\w.])(\d+)\.0*(?!\w)/g, '$1')
    .replaceAll('f32', 'i32')
  const readers = names.map((name, i) => reader(name, ranks[i]!) + (translated.includes(`whole${name}ByOutputCoords`) ? readerByOutput(name, ranks[i]!) : ''))
  return [...readers, translated].join('\n')
}

function reader(name: string, rank: number): string {
  const places = Array.from({ length: rank }, (_, axis) => `d${axis}`)
  const at =
    rank < 2
      ? (places[0] ?? '0')
      : `getIndexFromCoords${rank}D(${coordinates(rank)}(${places.join()}), uniforms.${name[0]!.toLowerCase()}${name.slice(1)}Shape)`
  return `fn whole${name}(${places.map((place) => `${place} : i32`).join()}) -> i32 { return ${name}[${at}]; }`
}

/** Of an input with the output's shape. */
function readerByOutput(name: string, rank: number): string {
  return `fn whole${name}ByOutputCoords(coords : ${coordinates(rank)}) -> i32 { return ${name}[getOutputIndexFromCoords(coords)]; }`
}

function coordinates(rank: number): string {
  if (rank < 2) return 'i32'
  return rank < 5 ? `vec${rank}<i32>` : `vec${rank}`
}

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1)
