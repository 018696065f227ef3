import { GradlabError, type ErrorContext } from '../../../protocol'

type DeviceCode = 'device/out-of-memory' | 'device/lost' | 'device/failed'

/**
 * tfjs listens to none of a device's errors: a tensor that could not be made is read as zeros. This remembers the first error, with the
 * stack of the line that led to it, and throws it at the next operation or read-back.
 */
export class DeviceWatch {
  private failure: GradlabError | undefined
  private isEnded = false
  /** The stack of the last submission: an error that has no scope of its own belongs to the step that was being made. */
  private lastStack: string | undefined

  constructor(
    private readonly device: GPUDevice,
    readonly adapter: string,
  ) {
    device.addEventListener('uncapturederror', (event) => this.fail('device/failed', (event as GPUUncapturedErrorEvent).error.message, this.lastStack))
    void device.lost.then(({ message }) => this.fail('device/lost', message, this.lastStack))
  }

  /** @throws GradlabError device/… of what went wrong first */
  check(): void {
    if (this.failure) throw this.failure
  }

  noteSubmission(): void {
    this.lastStack = new Error('submitted here').stack
  }

  /** Makes a buffer or a pipeline; what the device later says of it is blamed on the line that is running now. */
  guard<T>(size: string, make: () => T): T {
    const { stack } = new Error('made here')
    for (const filter of scopes) this.device.pushErrorScope(filter)
    try {
      return make()
    } catch (error) {
      throw this.fail('device/out-of-memory', messageOf(error), stack, { size }) // a mapped buffer that cannot be had throws at once
    } finally {
      for (const filter of scopes.toReversed()) {
        void this.device.popErrorScope().then(
          (error) => error && this.fail(filter === 'out-of-memory' ? 'device/out-of-memory' : 'device/failed', error.message, stack, { size }),
          () => undefined, // the device is lost, which `lost` tells
        )
      }
    }
  }

  /** What a read-back that failed really means: the loss of a device is told a moment after its maps are refused. */
  async explain(error: unknown): Promise<GradlabError> {
    for (let turn = 0; turn < 20 && !this.failure; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
    return this.failure ?? this.fail('device/failed', messageOf(error), undefined)
  }

  /** From now on nothing counts: the device is being given back. */
  end(): void {
    this.isEnded = true
  }

  get isFailed(): boolean {
    return this.failure !== undefined
  }

  private fail(code: DeviceCode, problem: string, stack: string | undefined, context: ErrorContext = {}): GradlabError {
    const error = new GradlabError(
      code,
      { adapter: this.adapter, problem: firstLine(problem), ...context },
      { cause: stack ? `${problem}\n${stack}` : problem },
    )
    if (stack) error.stack = stack.replace(/^.*/, `GradlabError: ${error.message}`)
    if (!this.isEnded) this.failure ??= error // what went wrong first is why the rest did
    return this.failure ?? error
  }
}

const scopes = ['validation', 'out-of-memory', 'internal'] as const
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const firstLine = (text: string): string => text.split('\n')[0]!.trim()
