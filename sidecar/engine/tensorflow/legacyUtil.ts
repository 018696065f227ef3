import util from 'node:util'

/**
 * Gives back the functions of `node:util` that tfjs-node 4.22 calls and that Node 23 removed: without them its first op throws "isNullOrUndefined
 * is not a function". Before the package is loaded: TypeScript's output reads them off the module at each call, but other code may copy them.
 */
export function restoreRemovedUtil(): void {
  for (const [name, replacement] of Object.entries(removed))
    if (!(name in util)) Object.defineProperty(util, name, { value: replacement, configurable: true, writable: true })
}

const removed = {
  isArray: (value: unknown): boolean => Array.isArray(value),
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
}
