import {
  toWireJson,
  type EmbeddingFrame,
  type FrameProblem,
  type Point,
  type ProjectionMethod,
  type RunCard,
  type RunManifest,
  type ToEmbeddings,
} from '../../protocol'

/** Made up for tests: what a host would say. No number here was measured. */
export function syntheticCard(name: string, change: Partial<RunManifest> = {}): RunCard {
  return {
    run: `/synthetic/${name}`,
    manifest: {
      format: 1,
      name,
      experiment: 'synthetic-digits',
      direction: '01-hierarchical-attention',
      scaffold: 'image',
      data: 'digits',
      variant: 'innovation',
      seed: 0,
      engineAsked: 'auto',
      set: {},
      createdAt: '2025-01-02T03:04:05.678Z',
      sourceHash: '0',
      versions: {},
      status: 'running',
      step: 200,
      seconds: 10,
      liveChanges: false,
      ...change,
    },
  }
}

export interface SyntheticScene {
  readonly points?: number
  readonly classes?: number
  readonly frames?: number
  readonly method?: ProjectionMethod
  readonly tower?: string
  readonly towers?: readonly string[]
  readonly problems?: readonly FrameProblem[]
}

/** A snapshot in which classes part along circles as steps go on. */
export function syntheticEmbedding(
  run: string,
  { points = 300, classes = 10, frames = 5, method = 'pca', tower = 'embedding', towers = [tower], problems = [] }: SyntheticScene = {},
): ToEmbeddings {
  return {
    kind: 'embedding',
    run,
    method,
    tower,
    towers,
    points: toWireJson(Array.from({ length: points }, (_, index) => syntheticPoint(index, classes))),
    frames: Array.from({ length: frames }, (_, index) => syntheticFrame(index, points, classes, method)),
    problems,
  }
}

export function syntheticFrame(index: number, points = 300, classes = 10, method: ProjectionMethod = 'pca'): EmbeddingFrame {
  const progress = 0.15 + 0.85 * (1 - Math.exp(-index / 2))
  const positions = new Float32Array(points * 2)
  for (let point = 0; point < points; point++) {
    const angle = (2 * Math.PI * (point % classes)) / classes
    const ring = classes > 20 && point % 2 === 1 ? 1.6 : 3
    const [a, b] = [wobble(point * 2 + 1), wobble(point * 2 + 2)]
    const spread = (classes > 20 ? 0.3 : 0.75) * Math.sqrt(-2 * Math.log(1 - a * 0.999))
    positions[point * 2] = progress * ring * Math.cos(angle) + spread * Math.cos(2 * Math.PI * b)
    positions[point * 2 + 1] = 0.7 * progress * ring * Math.sin(angle) + 0.7 * spread * Math.sin(2 * Math.PI * b)
  }
  return { step: index * 50, positions, ...(method === 'pca' && { explained: [0.41 + index / 100, 0.2] }) }
}

function syntheticPoint(index: number, classes: number): Point {
  const kind = index % classes
  const label = classes === 10 ? String(kind) : `class ${kind}`
  const bytes = Uint8Array.from({ length: 64 }, (_, pixel) => ((pixel % 8) + Math.floor(pixel / 8) === kind % 12 || pixel % 8 === 2 ? 255 : 25))
  return {
    label,
    image: { width: 8, height: 8, channels: 1, bytes },
    ...(index % 3 === 1 && {
      sound: { rateHz: 8000, samples: Int16Array.from({ length: 4000 }, (_, i) => Math.round(9000 * Math.sin(i / 3) * Math.exp(-i / 1500))) },
    }),
    ...(index % 5 === 0 && { text: `synthetic text ${index} <b>not markup</b> 你好` }),
  }
}

/** Ragged, in [0, 1), the same each time. */
function wobble(seed: number): number {
  return Math.abs(Math.sin(seed * 12.9898) * 43758.5453) % 1
}
