import type { Column, Splits } from './table'
import type { Rows } from './readers/rows'

/**
 * How the rows are divided. `published`: as the publisher did, validation rows being taken from its training rows where it has
 * none. `values`: by the values of an int32 column. `groups`: no group (a person, say) in two splits. `contiguous`: for running text, in its order.
 */
export type SplitRule =
  | { readonly kind: 'shuffled'; readonly validation: number; readonly test: number } // rows if ≥ 1, else a fraction
  | { readonly kind: 'published'; readonly validation: number } // rows taken from train, if there is no published validation split
  | { readonly kind: 'values'; readonly column: string; readonly validation: readonly number[]; readonly test: readonly number[] }
  | { readonly kind: 'groups'; readonly column: string; readonly validation: number; readonly test: number } // fractions of the groups
  | { readonly kind: 'contiguous'; readonly validation: number; readonly test: number } // fractions, from the end

/** Each split's rows in one fixed shuffled order (sets are often grouped by class), except running text. */
export function splitRows(rows: Rows, size: number, rule: SplitRule): Splits {
  switch (rule.kind) {
    case 'contiguous': {
      const test = size - countOf(rule.test, size)
      const validation = test - countOf(rule.validation, size)
      return { train: range(0, validation), validation: range(validation, test), test: range(test, size) }
    }
    case 'shuffled':
      return divide(fixedOrder(size), countOf(rule.validation, size), countOf(rule.test, size))
    case 'groups': {
      const values = intValues(rows.columns, rule.column)
      const groups = [...new Set(values)].sort((a, b) => a - b)
      const order = divide(fixedOrder(groups.length), countOf(rule.validation, groups.length), countOf(rule.test, groups.length))
      const [validation, test] = [order.validation, order.test].map((chosen) => new Set(Array.from(chosen, (index) => groups[index]!))) as [
        Set<number>,
        Set<number>,
      ]
      return byRow(size, (row) => (test.has(values[row]!) ? 'test' : validation.has(values[row]!) ? 'validation' : 'train'))
    }
    case 'values': {
      const values = intValues(rows.columns, rule.column)
      return byRow(size, (row) => (rule.test.includes(values[row]!) ? 'test' : rule.validation.includes(values[row]!) ? 'validation' : 'train'))
    }
    case 'published': {
      const published = byRow(size, (row) => rows.parts?.[row] ?? 'train')
      if (published.validation.length > 0) return published
      const { train, validation } = divide(published.train, countOf(rule.validation, published.train.length), 0)
      return { train, validation, test: published.test }
    }
  }
}

/**
 * 0 … size − 1 in one fixed order: Fisher and Yates's shuffle on mulberry32.
 * The seed is part of every split: changing it makes results incomparable with earlier ones.
 */
export function fixedOrder(size: number, seed = 0x67726164): Int32Array {
  const order = range(0, size)
  const next = mulberry32(seed)
  for (let last = size - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1)) // exact: below 2^53
    const swapped = order[last]!
    order[last] = order[other]!
    order[other] = swapped
  }
  return order
}

/** Numbers in [0, 1): T. Ettinger's 32-bit integer generator, with the same sequence on every machine. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x100000000
  }
}

function divide(order: Int32Array, validation: number, test: number): Splits {
  const trainEnd = Math.max(0, order.length - validation - test)
  return { train: order.slice(0, trainEnd), validation: order.slice(trainEnd, trainEnd + validation), test: order.slice(trainEnd + validation) }
}

/** A set of three rows or more has at least one row in each split. */
function countOf(share: number, size: number): number {
  if (share >= 1) return Math.min(share, size)
  return size < 3 || share === 0 ? 0 : Math.max(1, Math.round(share * size))
}

function byRow(size: number, partOf: (row: number) => keyof Splits): Splits {
  const lists: Record<keyof Splits, number[]> = { train: [], validation: [], test: [] }
  for (const row of fixedOrder(size)) lists[partOf(row)].push(row)
  return { train: Int32Array.from(lists.train), validation: Int32Array.from(lists.validation), test: Int32Array.from(lists.test) }
}

function intValues(columns: Readonly<Record<string, Column>>, name: string): Int32Array {
  const column = columns[name]
  if (column?.dtype !== 'int32') throw new Error(`the split needs an int32 column ${name}`)
  return column.values
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, index) => from + index)
}
