import util from 'node:util'

/**
 * Gives back the functions of `node:util` that tfjs-node 4.22 calls: Node 23 removed isNullOrUndefined, without which its first op throws, and
 * newer ones warn of isArray.
 */
export function restoreRemovedUtil(): void {
  for (const [name, value] of Object.entries(removed)) Object.defineProperty(util, name, { value, configurable: true, writable: true, enumerable: true })
}

const removed = {
  isArray: (value: unknown): boolean => Array.isArray(value),
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
}
