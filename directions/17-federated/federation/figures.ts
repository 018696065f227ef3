import type * as tf from '@tensorflow/tfjs'
import type { Figure, Peer } from 'gradlab'
import { numbersOf } from './messages'
import { scoresOf } from './model'

interface Federation {
  readonly clients: readonly Peer[]
  readonly labels: readonly string[]
  readonly agreement: tf.Tensor1D
  readonly traffic: readonly [sent: { value: number }, received: { value: number }]
}

/** Who has what, who pulls where, and what it costs. What is asked of clients for this is no part of a round, and is not counted. */
export async function federationFigures({ clients, labels, agreement, traffic: [sent, received] }: Federation): Promise<Figure[]> {
  const names = clients.map((_, k) => `client ${k}`)
  const described = (await Promise.all(clients.map((client) => client.call('describe', new Uint8Array(0))))).map(numbersOf)
  const scores = await scoresOf(clients, 'validation')
  const byClient = (values: ArrayLike<number>): Record<string, number> => Object.fromEntries(names.map((name, k) => [name, values[k]!]))
  return [
    { kind: 'bars', name: 'bytes of the last round', values: { 'server → clients': sent.value, 'clients → server': received.value } },
    {
      kind: 'heatmap',
      name: "each client's training rows by class",
      rows: names,
      columns: [...labels],
      values: Float32Array.from(described.flatMap((numbers) => numbers.slice(2))),
    },
    {
      kind: 'heatmap',
      name: 'accuracy on own validation rows',
      rows: names,
      columns: ['shared model', 'own model'],
      values: Float32Array.from(scores.flatMap(({ shared, own }) => [shared, own])),
    },
    { kind: 'bars', name: "agreement of each client's change with all", values: byClient(await agreement.data()) },
    { kind: 'bars', name: 'length of the last local path', values: byClient(described.map(([drifted]) => drifted!)) },
    { kind: 'bars', name: 'length of each control variate', values: byClient(described.map(([, variate]) => variate!)) },
  ]
}
