import type { HyperValue } from '../../protocol'
import type { Dataset } from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import { createRng } from '../../sdk/random/rng'
import { openTrial } from '../../sdk/testing'
import { cut } from './cut'

/** The rows that tell true labels from shuffled ones: enough of them that chance is a narrow band. */
const rows = { train: 2000, validation: 32, test: 500 }

/** The metric that labels decide, by its name; a scaffold without one learns from something else. */
export function labelMetric(experiment: AnyExperiment): string | undefined {
  return Object.keys(experiment.metrics).find((name) => /^test\/\w*accuracy$/i.test(name))
}

/** What the innovation has on the test split, trained on labels as they are and on shuffled ones. */
export async function accuracies(
  experiment: AnyExperiment,
  dataset: Dataset,
  { steps, set }: { steps: number; set: Readonly<Record<string, HyperValue>> },
): Promise<{ readonly trueLabels: number; readonly shuffledLabels: number; readonly chance: Chance }> {
  const few = cut(dataset, rows)
  const learn = async (given: Dataset): Promise<number> => {
    const trial = await openTrial(experiment, { dataset: given, set })
    try {
      await trial.steps(Math.min(steps, Number(trial.session.hyper['steps'])))
      await trial.evaluate()
      return (await trial.session.finish())[labelMetric(experiment)!]!
    } finally {
      trial.dispose()
    }
  }
  return { trueLabels: await learn(few), shuffledLabels: await learn(shuffled(few)), chance: await chanceOf(few) }
}

/** What accuracy a model can have that knows nothing of the rows: the largest class' share, and four standard errors. */
export interface Chance {
  readonly share: number
  readonly most: number
}

async function chanceOf({ splits, tensor }: Dataset): Promise<Chance> {
  const labels = tensor('label', splits.test)
  const counts = new Map<number, number>()
  for (const label of await labels.data()) counts.set(label, (counts.get(label) ?? 0) + 1)
  labels.dispose()
  const size = splits.test.length
  const share = Math.max(...counts.values()) / size
  return { share, most: share + 4 * Math.sqrt((share * (1 - share)) / size) }
}

/** Each split's labels in another order, so that no row says anything of its label, and each class stays as frequent. */
export function shuffled(dataset: Dataset): Dataset {
  const rng = createRng(1, 'shuffled labels', -1)
  const from = new Map<number, number>()
  for (const split of Object.values(dataset.splits)) {
    const order = Int32Array.from(split)
    for (let last = order.length - 1; last > 0; last--) {
      const other = rng.integer(last + 1)
      ;[order[last], order[other]] = [order[other]!, order[last]!]
    }
    split.forEach((row, i) => from.set(row, order[i]!))
  }
  return {
    ...dataset,
    tensor: (column, asked) => dataset.tensor(column, column === 'label' ? asked.map((row) => from.get(row) ?? row) : asked),
  }
}

/** Rows of the test split whose label was read before the last step's results were in, and after. */
export async function testLabelsRead(
  experiment: AnyExperiment,
  dataset: Dataset,
  set: Readonly<Record<string, HyperValue>>,
): Promise<{ early: number[]; late: number[] }> {
  const test = new Set(dataset.splits.test)
  const read = { early: new Set<number>(), late: new Set<number>() }
  let when: keyof typeof read = 'early'
  const watched: Dataset = {
    ...dataset,
    tensor(column, asked) {
      if (column === 'label') for (const row of asked) if (test.has(row)) read[when].add(row)
      return dataset.tensor(column, asked)
    },
  }
  const trial = await openTrial(experiment, { dataset: watched, set })
  try {
    await trial.steps(3)
    await trial.evaluate()
    await trial.session.embed()
    await trial.session.figures()
    when = 'late'
    await trial.session.finish()
  } finally {
    trial.dispose()
  }
  return { early: [...read.early], late: [...read.late] }
}
