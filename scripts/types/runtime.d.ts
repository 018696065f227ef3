// What a model may use of the world besides the language: the run's process gives these and no DOM. A project that has the
// DOM or the types of Node sees those as well.

interface Console {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
  table(values: unknown): void
}
declare var console: Console

interface Performance {
  now(): number // milliseconds
}
declare var performance: Performance

interface AbortSignal {
  readonly aborted: boolean
  throwIfAborted(): void
}

interface TextEncoder {
  encode(text?: string): Uint8Array
}
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder }

interface TextDecoder {
  decode(bytes?: ArrayBufferView | ArrayBuffer): string
}
declare var TextDecoder: { prototype: TextDecoder; new (encoding?: string): TextDecoder }
