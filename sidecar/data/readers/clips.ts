import { join } from 'node:path'
import { GradlabError } from '../../../protocol'
import type { Column, Splits } from '../table'
import { decodedOnce } from './decoded'
import { hasEnding, list, partOf } from './folders'
import { fit, pictureEndings, stack } from './images'
import { decodePicture, resize, type Pixels } from './picture'
import { classColumn, compareNames, malformed, readBytes, type Rows } from './rows'

export interface Clips {
  readonly rows: Rows
  /** Frames of the shortest and the longest clip, as they are read. */
  readonly fewest: number
  readonly most: number
  /** Clips that had more frames than are read. */
  readonly thinned: number
}

/**
 * Clips as folders of frames, in folders of their classes where `isLabelled`, under train/ and test/ where there are such. Shorter ones are filled up with black, and
 * `length` says what is their own; of longer ones `mostFrames` are taken evenly.
 * @throws GradlabError data/clip-empty, data/clip-frame, data/frame-size
 */
export async function readClipFolder(
  folder: string,
  options: { largestSide: number; mostFrames: number; isLabelled: boolean; cache?: string | undefined },
): Promise<Clips> {
  const { cache, ...settings } = options
  const found = options.isLabelled ? await clipsByClass(folder) : await clipsIn(folder, '')
  if (found.length === 0) throw malformed(folder, 'folder', options.isLabelled ? 'class/clip/frame.png' : 'clip/frame.png', '0')
  const clips = found.map((clip) => ({ ...clip, frames: thin(clip.frames, options.mostFrames) }))
  const lengths = clips.map(({ frames }) => frames.length)
  const { rows } = await decodedOnce(
    cache,
    folder,
    clips.flatMap(({ path, frames }) => frames.map((frame) => join(folder, path, frame))),
    settings,
    async () => ({ rows: await decodeClips(folder, clips, options), resized: 0 }),
  )
  return {
    rows,
    fewest: Math.min(...lengths),
    most: Math.max(...lengths),
    thinned: found.filter(({ frames }) => frames.length > options.mostFrames).length,
  }
}

/** Whether frames lie in folders of folders of classes: images of classes lie one folder higher. */
export async function hasClips(folder: string): Promise<boolean> {
  const parts = await partsIn(folder)
  for (const part of parts ?? ['']) {
    const top = join(folder, part)
    for (const label of (await list(top)).folders) {
      for (const clip of (await list(join(top, label))).folders) {
        if ((await list(join(top, label, clip))).files.some((name) => hasEnding(name, pictureEndings))) return true
      }
    }
  }
  return false
}

interface Clip {
  readonly path: string // from the set's folder
  readonly label?: string
  readonly part?: keyof Splits
  readonly frames: readonly string[]
}

async function clipsByClass(folder: string): Promise<Clip[]> {
  const parts = await partsIn(folder)
  const clips: Clip[] = []
  for (const part of parts ?? ['']) {
    for (const label of (await list(join(folder, part))).folders) {
      const found = await clipsIn(folder, join(part, label))
      clips.push(...found.map((clip) => ({ ...clip, label, ...(parts && { part: partOf(part)! }) })))
    }
  }
  return clips
}

async function clipsIn(folder: string, below: string): Promise<Clip[]> {
  const { folders, files } = await list(join(folder, below))
  const loose = files.find((name) => hasEnding(name, pictureEndings))
  if (loose !== undefined) throw new GradlabError('data/clip-frame', { file: join(folder, below, loose) })
  const clips: Clip[] = []
  for (const name of folders) {
    const path = join(below, name)
    const frames = (await list(join(folder, path))).files.filter((file) => hasEnding(file, pictureEndings)).sort(compareFrames)
    if (frames.length === 0) throw new GradlabError('data/clip-empty', { folder: join(folder, path) })
    clips.push({ path, frames })
  }
  return clips
}

async function partsIn(folder: string): Promise<string[] | undefined> {
  const { folders } = await list(folder)
  return folders.includes('train') && folders.every((name) => partOf(name) !== undefined) ? folders : undefined
}

/** By their numbers: frame 10 follows frame 9, not frame 1. */
function compareFrames(a: string, b: string): number {
  const padded = (name: string): string => name.replace(/\d+/g, (digits) => digits.padStart(12, '0'))
  return compareNames(padded(a), padded(b))
}

function thin(frames: readonly string[], most: number): readonly string[] {
  return frames.length <= most ? frames : Array.from({ length: most }, (_, t) => frames[Math.floor(((t + 0.5) * frames.length) / most)]!)
}

async function decodeClips(folder: string, clips: readonly Clip[], { largestSide }: { largestSide: number }): Promise<Rows> {
  let first: Pixels | undefined
  const pictures: Pixels[] = []
  for (const { path, frames } of clips) {
    for (const frame of frames) {
      const file = join(folder, path, frame)
      const picture = decodePicture(await readBytes(file), file)
      first ??= picture
      if (picture.width !== first.width || picture.height !== first.height)
        throw new GradlabError('data/frame-size', { file, expected: sizeOf(first), got: sizeOf(picture) })
      const { width, height } = fit(first, largestSide)
      pictures.push(resize(picture, width, height))
    }
  }
  const { shape, values } = stack(pictures)
  const size = values.length / pictures.length
  const lengths = Int32Array.from(clips, ({ frames }) => frames.length)
  const longest = Math.max(...lengths)
  const video = new Uint8Array(clips.length * longest * size)
  let from = 0
  lengths.forEach((length, row) => {
    video.set(values.subarray(from, (from += length * size)), row * longest * size)
  })
  const columns: Record<string, Column> = {
    video: { dtype: 'float32', shape: [longest, ...shape], values: video, scale: 1 / 255 },
    length: { dtype: 'int32', shape: [], values: lengths },
    ...(clips[0]!.label === undefined ? { clip: classColumn(clips.map(({ path }) => path)) } : { label: classColumn(clips.map(({ label }) => label ?? '')) }),
  }
  return { columns, ...(clips[0]!.part !== undefined && { parts: clips.map(({ part }) => part ?? 'train') }) }
}

const sizeOf = ({ width, height }: Pixels): string => `${width} × ${height}`
