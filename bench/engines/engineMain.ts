import type { EngineName } from '../../protocol'
import { startEngine } from '../../sidecar/engine/start'
import { serve } from './serve'

// An engine of ours, started as a run starts it.

serve(async () => {
  const { fingerprint } = await startEngine(process.argv[2] as EngineName)
  const { engine, simd, threads, adapter, tfjs, node } = fingerprint
  return { version: `${engine} (tfjs ${tfjs}, Node ${node})`, threads, device: adapter || 'cpu', config: `simd: ${simd}` }
})
