import {
  toJsonNumber,
  toWireJson,
  type Figure,
  type FromCurves,
  type Language,
  type RunCard,
  type RunEvent,
  type RunEventBody,
  type RunManifest,
  type ToCurves,
} from '../../protocol'

/** Runs made up for tests of the panel: what they show is no result of any training. */
export function syntheticCard(index: number, some: Partial<RunManifest> = {}): RunCard {
  const variant = ['innovation', 'baseline'][index % 2]!
  const seed = Math.floor(index / 2)
  return {
    run: `/synthetic/.gradlab/runs/${index}-${variant}`,
    manifest: {
      format: 1,
      name: `20250102T0304${String(59 - index).padStart(2, '0')}Z-${variant}-s${seed}-abcd`,
      experiment: 'synthetic',
      direction: '00-synthetic',
      scaffold: 'image',
      data: 'digits',
      variant,
      seed,
      engineAsked: 'auto',
      set: {},
      createdAt: `2025-01-02T03:04:${String(59 - index).padStart(2, '0')}.000Z`,
      sourceHash: '0',
      versions: {},
      status: 'completed',
      engine: 'wasm',
      metricGoals: { 'test/accuracy': 'higher' },
      steps: 400,
      step: 400,
      seconds: 40,
      liveChanges: false,
      ...some,
    },
  }
}

const startClock = Date.UTC(2025, 0, 2, 3, 4, 5)

/** A story of `steps` steps; further bodies come behind. */
export function syntheticEvents(index: number, steps: number, more: readonly RunEventBody[] = []): RunEvent[] {
  const bodies: RunEventBody[] = [
    {
      kind: 'started',
      fromStep: 0,
      fingerprint: { engine: 'wasm', simd: 'relaxed', threads: 2, adapter: 'x64', tfjs: '4.22.0', node: 'v24', platform: 'linux' },
      why: 'measured',
      stepTimes: { wasm: 6.14, webgpu: 14.02 },
      hyper: { learningRate: 0.01, width: 16 },
      fields: { learningRate: { kind: 'range', value: 0.01, min: 0.0001, max: 1, log: true, live: true }, width: { kind: 'number', value: 16 } },
      parameters: 1234,
      steps: 400,
    },
  ]
  for (let from = 1; from <= steps; from += 20) {
    const batch = Array.from({ length: Math.min(20, steps - from + 1) }, (_, i) => from + i)
    bodies.push({
      kind: 'scalars',
      steps: batch,
      series: { 'train/loss': batch.map((step) => toJsonNumber(lossAt(index, step))), 'train/margin': batch.map((step) => marginAt(index, step)) },
    })
    const last = batch.at(-1)!
    if (last % 40 === 0)
      bodies.push({
        kind: 'scalars',
        steps: [last],
        series: { 'validation/loss': [lossAt(index + 7, last) + 0.1], 'validation/accuracy': [accuracyAt(index, last)] },
      })
    if (last % 100 === 0) bodies.push({ kind: 'figures', step: last, file: `figures/${last}.json` })
  }
  return [...bodies, ...more].map((body, i) => ({ seq: i + 1, time: startClock + i * 500, ...body }))
}

export const endOf = (index: number): RunEventBody => ({
  kind: 'ended',
  status: 'completed',
  step: 400,
  seconds: 40,
  metrics: { 'train/loss': lossAt(index, 400), 'test/accuracy': accuracyAt(index, 400), 'test/loss': lossAt(index, 400) + 0.08 },
})

/** What the host says when the panel opens: the cards, the newest six of them shown, their stories. A live run is the first, at step 240. */
export function syntheticMessages({
  language = 'en',
  runs = 2,
  isLive = false,
  cards = Array.from({ length: runs }, (_, i) => syntheticCard(i, i === 0 && isLive ? { status: 'running', step: 240, generatedData: true } : {})),
}: SyntheticOptions = {}): ToCurves[] {
  const shown = cards.slice(0, 6).map(({ run }) => run)
  const eventsOf = (index: number): RunEvent[] => (index === 0 && isLive ? syntheticEvents(index, 240) : syntheticEvents(index, 400, [endOf(index)]))
  return [
    { kind: 'hello', language, isTrusted: true },
    { kind: 'runs', cards, shown },
    ...shown.map((run, i): ToCurves => ({ kind: 'story', story: { run, events: eventsOf(i) } })),
  ]
}
export interface SyntheticOptions {
  readonly language?: Language
  readonly runs?: number
  readonly isLive?: boolean
  readonly cards?: readonly RunCard[]
}

/** The host's answer to the newest request for figures. */
export function figuresAnswer(posted: readonly FromCurves[], steps: readonly number[] = [100, 200]): ToCurves[] {
  const request = posted.findLast(({ kind }) => kind === 'askFigures')
  if (request?.kind !== 'askFigures') return []
  const step = request.atStep ?? steps.at(-1)!
  return [{ kind: 'figures', run: request.run, step, steps, figures: syntheticFigures(step) }]
}

/** One figure of every kind. */
export function syntheticFigures(step: number): string {
  const x = Array.from({ length: 41 }, (_, index) => index / 10 - 2)
  const heat = Float32Array.from({ length: 48 }, (_, i) => (i === 5 ? NaN : Math.sin(i * 1.7 + step / 50) ** 2))
  const figures: Figure[] = [
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
      rows: ['a', 'b', 'c', 'd', 'e', 'f'],
      columns: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'],
      values: heat,
    },
    { kind: 'image', name: 'input and saliency', images: [picture(3), picture(1), picture(1)], captions: ['input', 'saliency', 'part 7×7'] },
    { kind: 'raster', name: 'spikes', rows: 20, columns: 100, events: Uint32Array.from({ length: 160 }, (_, i) => (i * 37) % 2000) },
    {
      kind: 'text',
      name: 'weights of words',
      tokens: ['the', 'film', 'was', 'splendid', '，', '好看', 'but', 'long'],
      weights: Float32Array.of(0.02, 0.2, 0.03, 0.9, 0, 0.7, -0.2, -0.6),
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
  return toWireJson(figures)
}

export const lastSeq = (events: readonly RunEvent[]): number => events.at(-1)!.seq

/** Two NaN in the first run, an infinity in the second. */
function lossAt(index: number, step: number): number {
  if (index === 0 && (step === 60 || step === 61)) return NaN
  if (index === 1 && step === 120) return Infinity
  return (2.3 - index * 0.06) * Math.exp(-step / (90 + index * 12)) * (0.85 + 0.3 * wobble(step + index * 31)) + 0.05 + index * 0.012
}
const marginAt = (index: number, step: number): number => step / 200 - 0.5 + 0.2 * wobble(step * 3 + index) - index * 0.02
const accuracyAt = (index: number, step: number): number => 0.93 - index * 0.012 - 0.8 * Math.exp(-step / 80) - 0.01 * wobble(step + index)
const wobble = (step: number): number => Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1

function picture(channels: 1 | 3): { width: number; height: number; channels: 1 | 3; bytes: Uint8Array } {
  return { width: 14, height: 14, channels, bytes: Uint8Array.from({ length: 14 * 14 * channels }, (_, i) => (i * 5) % 256) }
}
