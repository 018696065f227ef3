import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSafetensors, encodeSafetensors, fromWireJson, toWireJson, type Figure, type Point, type SafeTensor } from '../../protocol'
import { writeWhole } from './files'
import { figuresFolder, framesFolder, probeFile, stepName, stepOf } from './layout'

/** The probe set's embedding at one step, by tower. Raw vectors stay in the run folder; views get positions. */
export interface Frame {
  readonly step: number
  readonly towers: Readonly<Record<string, { readonly width: number; readonly values: Float32Array }>>
}

/** @returns the file's name, and how many older frames were dropped to keep at most 200 */
export function writeFrame(run: string, { step, towers }: Frame): { name: string; dropped: number } {
  const tensors = new Map<string, SafeTensor>()
  for (const [tower, { width, values }] of Object.entries(towers)) {
    tensors.set(tower, { dtype: 'F32', shape: [values.length / width, width], bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) })
  }
  const name = `${stepName(step)}.safetensors`
  mkdirSync(framesFolder(run), { recursive: true })
  writeWhole(join(framesFolder(run), name), encodeSafetensors({ tensors, metadata: {} }))
  return { name, dropped: thin(framesFolder(run)) }
}

/** All frames in order of steps. @throws RangeError from a damaged file */
export function readFrames(run: string): Frame[] {
  return stepFiles(framesFolder(run)).map(readFrame)
}

/** A frame's file. Where the stamp is the same the content is: a run that resumes writes the steps after its checkpoint anew. */
export interface StoredFrame {
  readonly step: number
  readonly path: string
  readonly stamp: string
}

/** The frames that are there, in order of steps, none of them read. */
export function listFrames(run: string): StoredFrame[] {
  return stepFiles(framesFolder(run)).flatMap(({ step, path }) => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found ? [{ step, path, stamp: `${found.ino} ${found.size} ${found.mtimeNs}` }] : []
  })
}

/** @throws RangeError from a damaged file, ENOENT where the run has dropped it since it was listed */
export function readFrame({ step, path }: Pick<StoredFrame, 'step' | 'path'>): Frame {
  const { tensors } = decodeSafetensors(readFileSync(path))
  const towers = [...tensors].map(([tower, { shape, bytes }]) => [
    tower,
    { width: shape[1]!, values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) },
  ])
  return { step, towers: Object.fromEntries(towers) as Frame['towers'] }
}

export function writeProbe(run: string, points: readonly Point[]): void {
  writeWhole(probeFile(run), toWireJson(points))
}
export function readProbe(run: string): Point[] {
  return fromWireJson(readFileSync(probeFile(run), 'utf8')) as Point[]
}

export function writeFigures(run: string, step: number, figures: readonly Figure[]): string {
  const name = `${stepName(step)}.json`
  mkdirSync(figuresFolder(run), { recursive: true })
  writeWhole(join(figuresFolder(run), name), toWireJson(figures))
  thin(figuresFolder(run))
  return name
}
export function readFigures(run: string): { step: number; figures: Figure[] }[] {
  return stepFiles(figuresFolder(run)).map(({ step, path }) => ({ step, figures: fromWireJson(readFileSync(path, 'utf8')) as Figure[] }))
}

/** What was made after the step a run resumes from will be made again. */
export function dropAfter(run: string, step: number): void {
  for (const folder of [framesFolder(run), figuresFolder(run)]) for (const file of stepFiles(folder)) if (file.step > step) rmSync(file.path)
}

const mostFrames = 200

/** Drops every second one but the first and the last where there are too many: the spacing stays even. */
function thin(folder: string): number {
  const files = stepFiles(folder)
  if (files.length <= mostFrames) return 0
  const dropped = files.filter((_, i) => i % 2 === 1 && i !== files.length - 1)
  for (const { path } of dropped) rmSync(path)
  return dropped.length
}

function stepFiles(folder: string): { step: number; path: string }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return [] // none was ever written
  }
  return names
    .flatMap((name) => {
      const step = name.startsWith('.') ? undefined : stepOf(name)
      return step === undefined ? [] : [{ step, path: join(folder, name) }]
    })
    .sort((a, b) => a.step - b.step)
}
