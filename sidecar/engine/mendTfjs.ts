import { registerGradients } from './gradients/register'
import { mendOps } from './ops/mend'
import { quickenDispatch } from './shared/dispatch'

/** Mends what tfjs has wrong or slow above every engine: ops, tape, gradients, and how a kernel is called. */
export function mendTfjs(): void {
  mendOps()
  registerGradients()
  quickenDispatch()
}
