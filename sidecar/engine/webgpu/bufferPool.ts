import { formatBytes } from './formatBytes'
import { GradlabError } from '../../../protocol'
import type { DeviceWatch } from './deviceWatch'

interface Place {
  readonly size: number
  readonly free: GPUBuffer[]
  /** The number of the last period in which one of these was asked for. */
  usedIn: number
}

/**
 * Takes the place of tfjs' BufferManager, with the members that the backend uses. That one never gives memory back: every shape that a run
 * ever had (the last batch, other lengths) keeps its buffers. This one does, in `trim`; and it refuses at once what the device cannot hold.
 */
export class BufferPool {
  numBytesUsed = 0
  numBytesAllocated = 0
  private period = 0
  private isDisposed = false
  private readonly places = new Map<string, Place>()
  private readonly used = new Map<GPUBuffer, Place>()

  constructor(
    private readonly device: GPUDevice,
    private readonly watch: DeviceWatch,
    private readonly keepBytes = 64e6,
  ) {}

  /** @throws GradlabError device/tensor-too-large, device/out-of-memory */
  acquireBuffer(size: number, usage: GPUBufferUsageFlags, mappedAtCreation = false, reuse = true): GPUBuffer {
    const key = `${size}_${usage}`
    let place = this.places.get(key)
    if (!place) this.places.set(key, (place = { size, free: [], usedIn: 0 }))
    place.usedIn = this.period
    const buffer = (reuse && place.free.pop()) || this.create(size, usage, mappedAtCreation)
    this.used.set(buffer, place)
    this.numBytesUsed += size
    return buffer
  }

  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    if (this.isDisposed) return
    const place = this.used.get(buffer)
    if (!place) throw new Error('a buffer was given back that is not in use')
    this.used.delete(buffer)
    this.numBytesUsed -= place.size
    if (reuse) place.free.push(buffer)
    else this.destroy(buffer, place.size)
  }

  /**
   * Ends a period. Where the free buffers take more than `keepBytes`, those of sizes that this and the last period did not ask for go.
   * Not while commands wait to be submitted: they may name a buffer that is free by now.
   */
  trim(): void {
    if (this.numBytesAllocated - this.numBytesUsed > this.keepBytes) {
      const inUse = new Set(this.used.values())
      for (const [key, place] of this.places) {
        if (place.usedIn >= this.period - 1) continue
        for (const buffer of place.free.splice(0)) this.destroy(buffer, place.size)
        if (!inUse.has(place)) this.places.delete(key)
      }
    }
    this.period++
  }

  dispose(): void {
    this.isDisposed = true
    for (const buffer of [...this.used.keys(), ...[...this.places.values()].flatMap(({ free }) => free)]) buffer.destroy()
    this.places.clear()
    this.used.clear()
    this.numBytesUsed = this.numBytesAllocated = 0
  }

  getNumUsedBuffers(): number {
    return this.used.size
  }
  getNumFreeBuffers(): number {
    return [...this.places.values()].reduce((sum, { free }) => sum + free.length, 0)
  }

  private create(size: number, usage: GPUBufferUsageFlags, mappedAtCreation: boolean): GPUBuffer {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    const limit = usage & GPUBufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize
    if (size > limit) throw new GradlabError('device/tensor-too-large', { size: formatBytes(size), limit: formatBytes(limit), adapter: this.watch.adapter })
    const create = (): GPUBuffer => this.device.createBuffer({ size, usage, mappedAtCreation })
    // Staging buffers come anew with every upload: a scope for each small one would cost more than the upload.
    const buffer = usage & GPUBufferUsage.MAP_WRITE && size < 1e6 ? create() : this.watch.guard(formatBytes(size), create)
    this.numBytesAllocated += size
    return buffer
  }

  private destroy(buffer: GPUBuffer, size: number): void {
    buffer.destroy()
    this.numBytesAllocated -= size
  }
}
