export interface KernelTrace { kernel: string; inputs: { name?: string; shape: readonly number[] }[] }
export declare function attachKernelTrace(error: Error, trace: KernelTrace): void
