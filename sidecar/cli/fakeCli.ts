import { sayIn } from '../../protocol/texts/cli'
import { GradlabError, type Language, type RunCommand, type RunEvent, type RunEventBody, type RunManifest } from '../../protocol'
import type { LiveRun } from '../supervisor/runs'
import type { Cli } from './command'
import { dispatch } from './dispatch'
import type { Services } from './services'
import { painter } from './terminal/paint'

/** A command line for tests: what it wrote, and services that refuse what a test did not give. */
export interface FakeCli extends Cli {
  readonly lines: string[]
  readonly errors: string[]
  readonly written: string[]
  /** Presses Ctrl-C. */
  interrupt(): void
  readonly exits: number[]
  run(...typed: string[]): Promise<number>
}

export function fakeCli(
  services: Partial<Services>,
  options: { language?: Language; canDraw?: boolean; canAsk?: boolean; answer?: boolean; workingFolder?: string } = {},
): FakeCli {
  const { language = 'en', canDraw = false, canAsk = false, answer = false, workingFolder = '/home/me' } = options
  const lines: string[] = []
  const errors: string[] = []
  const written: string[] = []
  const exits: number[] = []
  const listeners = new Set<() => void>()
  let nowMs = 0
  const refused = new Proxy(services, {
    get: (given, name: keyof Services) => given[name] ?? (() => Promise.reject(new GradlabError('internal', { problem: `the test gives no ${name}` }))),
  }) as Services
  const cli: Cli = {
    services: refused,
    language,
    say: sayIn(language),
    paint: painter(false),
    workingFolder,
    terminal: {
      canDraw,
      canAsk,
      hasColor: false,
      width: () => 100,
      out: (line) => void lines.push(line),
      error: (line) => void errors.push(line),
      write: (text) => void written.push(text),
      ask: async () => answer,
      onInterrupt(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      exit: (code) => void exits.push(code),
      nowMs: () => (nowMs += 60_000),
    },
  }
  return { ...cli, lines, errors, written, exits, interrupt: () => listeners.forEach((listener) => listener()), run: (...typed) => dispatch(typed, cli) }
}

/** A run that has happened: its events come one after the other, then it has ended as the manifest says. */
export function fakeRun(bodies: readonly RunEventBody[], manifest: RunManifest, onCommand: (command: RunCommand) => void = () => undefined): LiveRun {
  async function* events(): AsyncGenerator<RunEvent> {
    for (const [index, body] of bodies.entries()) yield { seq: index + 1, time: 1000 * index, ...body }
  }
  return { folder: '/home/me/x/.gradlab/runs/r1', events: events(), command: async (command) => onCommand(command), ended: Promise.resolve(manifest) }
}

export const fakeManifest: RunManifest = {
  format: 1,
  name: 'r1',
  experiment: 'x',
  direction: '01-a',
  scaffold: 'image',
  data: 'digits',
  variant: 'innovation',
  seed: 0,
  engineAsked: 'auto',
  set: {},
  createdAt: '2025-01-02T03:04:05.000Z',
  sourceHash: 'abc',
  versions: {},
  status: 'completed',
  engine: 'wasm',
  engineWhy: 'best-usable',
  metricGoals: { 'test/accuracy': 'higher' },
  steps: 40,
  step: 40,
  parameters: 1234,
  seconds: 2.5,
  liveChanges: false,
  metrics: { 'train/loss': 0.5, 'test/accuracy': 0.9 },
}

export const fakeEvents: readonly RunEventBody[] = [
  {
    kind: 'started',
    fromStep: 0,
    fingerprint: { engine: 'wasm', simd: 'plain', threads: 2, adapter: 'x64', tfjs: '4.22.0', node: 'v24.0.0', platform: 'linux' },
    why: 'best-usable',
    hyper: {},
    fields: {},
    parameters: 1234,
    steps: 40,
  },
  { kind: 'scalars', steps: [1, 2], series: { 'train/loss': [2.5, 'NaN'] } },
  { kind: 'scalars', steps: [20], series: { 'train/loss': [1], 'validation/accuracy': [0.8] } },
  { kind: 'ended', status: 'completed', step: 40, seconds: 2.5, metrics: {} },
]
