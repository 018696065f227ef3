// One client: rows that stay here, a few local steps from what it hears, and a message that says where they led.
import * as tf from '@tensorflow/tfjs'
import { definePeer, dense, sgd } from 'gradlab'
import { createDealer, createReader, type SplitName } from './data'
import { apply, bytesOfNumbers, decode, withLoss } from './messages'
import { convey, corrections, nextVariate, plus, type Hyper } from './model'
import { accuracy, createNetwork, crossEntropy, lengthOf, shaped } from './network'

export default definePeer(async (params, ctx) => {
  const all = await ctx.dataset()
  const hyper = (): Hyper => ctx.hyper as unknown as Hyper // read at every call: some of it is live
  const { inputs, labels, batch } = await createReader(all, hyper().shrink)
  const deal = await createDealer(all, hyper(), ctx.sharedRng('split'))
  const mine = async (split: SplitName): Promise<Int32Array> => (await deal(split))[Number(ctx.name.split('-')[1])]!
  const trained = await mine('train')

  const network = createNetwork(params.at('network'), inputs, hyper().hidden, labels.length)
  const personalHead = dense(params.at('personal'), hyper().hidden, labels.length)
  const personalOptimizer = sgd(params.at('personal'), { learningRate: () => hyper().learningRate })
  const slot = (name: string): tf.Variable<tf.Rank.R1> => params.slot(name, tf.zeros([network.size]) as tf.Tensor1D)
  const [held, owed, variate] = [slot('held'), slot('owed'), slot('variate')] // x̂, e_k, c_k
  const rounds = params.number('rounds', 0)
  const reach = params.number('reach', 1) // localSteps · η of the last round
  const drifted = params.number('drifted', 0) // how far the last round led
  const flat = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array

  return {
    join: () => bytesOfNumbers([trained.length]),

    async train(message) {
      const { correction, errorFeedback, listen, localSteps, learningRate, batchSize, mu, personalHead: isPersonal, ...how } = hyper()
      const before = await flat(held)
      const start = apply(decode(message, network.size), before)
      const isFirst = rounds.value++ === 0
      const all = isFirst ? start.map(() => 0) : plus(start, before, -1).map((change) => -change / reach.value) // c, from what was heard
      const own = await flat(variate)
      if (listen || isFirst) network.write(start)

      const drift = { start: shaped(start, network.variables), all: shaped(all, network.variables), own: shaped(own, network.variables) }
      const order = ctx.rng('rows').permutation(trained.length)
      const B = Math.min(batchSize, order.length)
      const losses: tf.Scalar[] = []
      for (let step = 0; step < Math.round(localSteps); step++) {
        losses.push(
          tf.tidy(() => {
            // All of them in their own order where one batch holds them.
            const rows = Int32Array.from({ length: B }, (_, i) => trained[B === order.length ? i : order[(step * B + i) % order.length]!]!)
            const { x, y } = batch(rows)
            const features = network.features(x)
            const { value, grads } = tf.variableGrads(() => crossEntropy(network.logits(x), y), network.variables)
            network.variables.forEach((variable, i) =>
              variable.assign(variable.sub(corrections[correction](grads[variable.name]!, variable, i, drift, mu).mul(learningRate))),
            )
            if (isPersonal) personalOptimizer.minimize(() => crossEntropy(personalHead(features), y))
            return value
          }),
        )
      }

      const led = await network.read() // y_k
      const reply = convey(errorFeedback ? plus(led, await flat(owed)) : led, start, how, ctx.rng('rounding'))
      reach.value = Math.round(localSteps) * learningRate
      drifted.value = lengthOf(plus(led, start, -1))
      held.assign(tf.tensor1d(start))
      owed.assign(tf.tensor1d(reply.owed))
      variate.assign(tf.tensor1d(nextVariate(own, all, plus(reply.arrived, start, -1), reach.value)))
      return withLoss((await tf.stack(losses).mean().data())[0]!, reply.message)
    },

    /** Rows of a split of its own, and the share of them that the shared model gets right, and the own one. */
    async score(_, { split }) {
      const rows = await mine(split as SplitName)
      if (rows.length === 0) return bytesOfNumbers([0, 0, 0])
      const { x, y } = batch(rows)
      const { listen, personalHead: isPersonal } = hyper()
      const led = await network.read()
      const ownByLocal = accuracy(network.logits(x), y)
      network.write(await flat(held))
      const shared = accuracy(network.logits(x), y)
      const own = !listen ? ownByLocal : isPersonal ? accuracy(personalHead(network.features(x)), y) : shared
      network.write(led)
      return bytesOfNumbers([rows.length, ...(await tf.stack([shared, own]).data())])
    },

    /** For figures: how far the last round led, how far c_k is from 0, and how many rows of each class are here. */
    async describe() {
      const counts = labels.map(() => 0)
      for (const label of (await all.tensor('label', trained).data()) as Int32Array) counts[label]!++
      return bytesOfNumbers([drifted.value, lengthOf(await flat(variate)), ...counts])
    },
  }
})
