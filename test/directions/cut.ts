import type { Dataset } from '../../sdk'

/** The same data set with the first rows of each split only. */
export function cut(dataset: Dataset, rows: { train: number; validation: number; test: number }): Dataset {
  const { train, validation, test } = dataset.splits
  return { ...dataset, splits: { train: train.slice(0, rows.train), validation: validation.slice(0, rows.validation), test: test.slice(0, rows.test) } }
}
