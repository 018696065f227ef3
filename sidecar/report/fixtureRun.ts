import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure, Point, RunEventBody, RunManifest } from '../../protocol'
import { toJsonNumber } from '../../protocol'
import { openEventLog } from '../store/events'
import { writeFigures, writeFrame, writeProbe } from '../store/frames'
import { writeManifest } from '../store/manifest'

/** A run folder made up for tests: a falling loss with two NaN, three clusters that drift apart, one figure of every kind. */
export function writeFixtureRun(folder: string, labelCount = 3): void {
  mkdirSync(folder, { recursive: true })
  writeManifest(folder, fixtureManifest)
  const log = openEventLog(folder)
  for (const event of events()) log.append(event)
  const points = Array.from({ length: pointCount }, (_, index) => point(index, labelCount))
  writeProbe(folder, points)
  for (let step = 0; step <= 200; step += 50) {
    writeFrame(folder, { step, towers: { embedding: { width: 3, values: embedding(step / 200, labelCount) } } })
    writeFigures(folder, step, figures(step))
  }
}

export const pointCount = 120

export const fixtureManifest: RunManifest = {
  format: 1,
  name: '20250102T030405Z-innovation-s0-abcd',
  experiment: 'made-up <experiment>',
  direction: '00-fixture',
  scaffold: 'image',
  data: 'blobs',
  variant: 'innovation',
  seed: 0,
  engineAsked: 'auto',
  maxSteps: 200,
  set: { learningRate: '0.01' },
  createdAt: '2025-01-02T03:04:05.678Z',
  sourceHash: '0123456789abcdef0123456789abcdef',
  versions: { gradlab: '0.1.0' },
  status: 'completed',
  engine: 'wasm',
  engineWhy: 'best-usable',
  fingerprint: { engine: 'wasm', simd: 'plain', threads: 2, adapter: 'x64', tfjs: '4.22.0', node: 'v24.0.0', platform: 'linux' },
  hyper: { learningRate: 0.01, steps: 200, batchSize: 32, hierarchical: true },
  metricGoals: { 'test/accuracy': 'higher' },
  steps: 200,
  step: 200,
  parameters: 41226,
  seconds: 12.34,
  liveChanges: false,
  generatedData: true,
  metrics: { 'train/loss': 0.09, 'validation/accuracy': 0.95, 'test/accuracy': 0.9375, 'final/margin': 'NaN' },
}

/** Smooth enough to look like a curve, ragged enough to be worth smoothing. */
function events(): RunEventBody[] {
  const steps = Array.from({ length: 200 }, (_, index) => index + 1)
  const wobble = (step: number): number => Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1
  const loss = steps.map((step) => (step === 60 || step === 61 ? NaN : 2.3 * Math.exp(-step / 45) * (0.8 + 0.4 * wobble(step)) + 0.05))
  const margin = steps.map((step) => step / 100 - 0.5 + 0.2 * wobble(step))
  const every = [50, 100, 150, 200]
  return [
    { kind: 'scalars', steps, series: { 'train/loss': loss.map(toJsonNumber), 'train/margin': margin.map(toJsonNumber) } },
    { kind: 'scalars', steps: every, series: { 'validation/accuracy': [0.6, 0.8, 0.96, 0.95] } },
    { kind: 'ended', status: 'completed', step: 200, seconds: 12.34, metrics: { 'test/accuracy': 0.9375 } },
  ]
}

function point(index: number, labelCount: number): Point {
  const label = index % labelCount
  const bytes = Uint8Array.from({ length: 64 }, (_, pixel) => (pixel % 8 === label % 8 || Math.floor(pixel / 8) === label % 8 ? 255 : 20))
  const base = { label: `class ${label}`, image: { width: 8, height: 8, channels: 1 as const, bytes } }
  if (index === 1) return { ...base, sound: { rateHz: 8000, samples: Int16Array.from({ length: 800 }, (_, i) => Math.round(8000 * Math.sin(i / 3))) } }
  return index === 0 ? { ...base, text: '<b>not markup</b> 你好' } : base
}

function embedding(progress: number, labelCount: number): Float32Array {
  const values = new Float32Array(pointCount * 3)
  for (let index = 0; index < pointCount; index++) {
    const angle = (2 * Math.PI * (index % labelCount)) / labelCount
    const spread = (seed: number): number => Math.sin((index + 1) * seed) * 0.35
    values.set([progress * 1.6 * Math.cos(angle) + spread(7.1), progress * Math.sin(angle) + spread(3.7), spread(1.3) * 0.3], index * 3)
  }
  return values
}

function figures(step: number): Figure[] {
  const x = Array.from({ length: 41 }, (_, index) => index / 10 - 2)
  return [
    {
      kind: 'line',
      name: 'activation',
      x,
      series: { learned: x.map((value) => Math.tanh(value * (1 + step / 100))), relu: x.map((value) => Math.max(0, value)) },
    },
    { kind: 'bars', name: 'share by level', values: { texture: 0.5, part: 0.3 + step / 1000, object: -0.1, broken: NaN } },
    {
      kind: 'heatmap',
      name: 'attention',
      rows: ['a', 'b', 'c', 'd'],
      columns: ['w', 'x', 'y', 'z', 'q', 'r'],
      values: Float32Array.from({ length: 24 }, (_, i) => (i === 5 ? NaN : Math.sin(i * 1.7 + step / 50) ** 2)),
    },
    { kind: 'image', name: 'input and saliency', images: [picture(3), picture(1)], captions: ['input', 'saliency'] },
    { kind: 'raster', name: 'spikes', rows: 20, columns: 100, events: Uint32Array.from({ length: 160 }, (_, i) => (i * 37) % 2000) },
    {
      kind: 'text',
      name: 'weights of words',
      tokens: ['the', 'film', 'was', 'splendid', '，', '好看'],
      weights: Float32Array.of(0.02, 0.2, 0.03, 0.9, 0, 0.7),
    },
    {
      kind: 'table',
      name: 'cost',
      columns: ['variant', 'operations'],
      rows: [
        ['innovation', 1234567],
        ['baseline', NaN],
      ],
    },
    {
      kind: 'diagram',
      name: 'wiring',
      svg: '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="60"><script>document.title="broken in"</script><rect x="8" y="8" width="60" height="40" fill="#4c9be8"/><circle cx="120" cy="28" r="20" fill="#e8913c"/></svg>',
    },
  ]
}

function picture(channels: 1 | 3): { width: number; height: number; channels: 1 | 3; bytes: Uint8Array } {
  return { width: 14, height: 14, channels, bytes: Uint8Array.from({ length: 14 * 14 * channels }, (_, i) => (i * 5) % 256) }
}

/** Where a test may write it. */
export const runFolderIn = (experiment: string): string => join(experiment, '.gradlab', 'runs', fixtureManifest.name)
