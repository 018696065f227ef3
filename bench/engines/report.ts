import { ceilingOf } from './ceiling'
import type { ModelResult } from './compare'
import { mostBusy } from './others'
import type { Hello, Profile, Throughput } from './messages'
import { ratioOf, rounded } from './statistics'

/** Prints objects, one a line, or what a person reads. */
export interface Report {
  side(name: string, hello: Hello, throughput: Throughput): void
  model(result: ModelResult): void
  ceilings(results: readonly ModelResult[]): void
}

export interface Machine {
  readonly names: readonly string[]
  readonly throughputs: readonly Throughput[]
}

export function createReport(machine: Machine, isJson: boolean): Report {
  const print = (found: object, text: string): void => console.log(isJson ? JSON.stringify(found) : text)
  const references = machine.names.slice(1)
  return {
    side(name, { version, threads, device, config }, { matmul, convolution, memory }) {
      const figures = { matmulGflops: rounded(matmul), convolutionGflops: rounded(convolution), memoryGigabytes: rounded(memory) }
      print(
        { event: 'side', side: name, version, threads, device, config, ...figures },
        `\n${name}: ${version}, ${threads} threads, ${device}\n${indented(config)}\n` +
          `  1024³ product ${matmul.toFixed(1)} GFLOP/s · 3×3 convolution 64→64 of 32×32, batch 32: ${convolution.toFixed(1)} GFLOP/s · sum of 4 MB vectors ${memory.toFixed(1)} GB/s`,
      )
    },
    model(result) {
      const { model, engine, counted, profile, busy } = result
      const against = result.references.map(({ ms, loss, difference, isSame }, i) => ({
        reference: references[i]!,
        ms: rounded(ms),
        ratio: rounded(ratioOf(ms, engine.ms)),
        loss,
        difference,
        isSame,
      }))
      print(
        {
          event: 'model',
          model: model.name,
          parameters: counted.parameters,
          steps: engine.steps,
          ms: rounded(engine.ms),
          loss: engine.loss,
          busy: rounded(busy),
          references: against,
          ...(profile && { profile }),
        },
        `\n${model.title}: ${counted.parameters} parameters\n` +
          `  ${machine.names[0]}: ${engine.ms.toFixed(2)} ms a step (median of ${engine.steps}), loss ${engine.loss.toFixed(6)} after 20\n` +
          against
            .map(
              ({ reference, ms, ratio, loss, difference, isSame }) =>
                `  ${reference}: ${ms.toFixed(2)} ms, ratio ${ratio.toFixed(3)}, loss ${loss.toFixed(6)}: ${isSame ? 'the same' : 'NOT THE SAME'}, within ${difference.toExponential(1)}\n`,
            )
            .join('') +
          (busy > mostBusy ? `  Other programs used ${(100 * busy).toFixed(0)} % of the cores meanwhile: do not note these figures down.\n` : '') +
          (profile ? profileTable(result, profile, machine) : ''),
      )
    },
    ceilings(results) {
      const [gflops, gigabytes] = peaks(machine)
      if (!isJson)
        console.log(
          `\nCeilings: every call at ${gflops.toFixed(1)} GFLOP/s (the engine's own product) or ${gigabytes.toFixed(1)} GB/s (the fastest sum here), the slower of both`,
        )
      for (const { model, counted, engine, references: others } of results) {
        const { ms, flops, bytes, computeMs, memoryMs } = ceilingOf(counted, gflops, gigabytes)
        const best = others.map((other) => rounded(ratioOf(other.ms, ms)))
        const figures = {
          mflop: rounded(flops / 1e6),
          megabytes: rounded(bytes / 1e6),
          ceilingMs: rounded(ms),
          computeMs: rounded(computeMs),
          memoryMs: rounded(memoryMs),
        }
        print(
          { event: 'ceiling', model: model.name, ...figures, share: rounded(ms / engine.ms), bestRatios: best },
          `  ${model.name.padEnd(12)} ${(flops / 1e6).toFixed(0).padStart(6)} MFLOP ${(bytes / 1e6).toFixed(0).padStart(5)} MB: ceiling ${ms.toFixed(2)} ms ` +
            `(${computeMs.toFixed(2)} by operations, ${memoryMs.toFixed(2)} by bytes), at ${((100 * ms) / engine.ms).toFixed(0)} % of it` +
            best.map((ratio, i) => `; ratio to ${references[i]} ≤ ${ratio.toFixed(2)}${ratio < 1 ? ' (the ceiling forbids 1.0)' : ''}`).join(''),
        )
      }
    },
  }
}

/** The engine is held against the best that it does with operations, but against the memory of the machine. */
function peaks({ throughputs }: Machine): [gflops: number, gigabytes: number] {
  return [throughputs[0]!.matmul, Math.max(...throughputs.map(({ memory }) => memory))]
}

function profileTable({ counted }: ModelResult, { step, gradients, optimizer, read, kernels }: Profile, machine: Machine): string {
  const [gflops, gigabytes] = peaks(machine)
  const times = Object.entries(kernels)
  const [inGradients, inOptimizer] = [sum(times.map(([, time]) => time.gradients)), sum(times.map(([, time]) => time.optimizer))]
  const line = (name: string, ms: number, note: string): string =>
    `  ${ms.toFixed(3).padStart(9)} ms ${((100 * ms) / step).toFixed(1).padStart(5)} %  ${name} ${note}\n`
  const rows = times
    .sort(([, a], [, b]) => b.gradients + b.optimizer - a.gradients - a.optimizer)
    .map(([name, time]) => {
      const work = counted.kernels[name]
      const best = work && ceilingOf({ kernels: { [name]: work }, parameters: 0 }, gflops, gigabytes).ms
      const rates =
        work && time.gradients > 0
          ? `, ${(work.flops / time.gradients / 1e6).toFixed(1)} GFLOP/s, ${(work.bytes / time.gradients / 1e6).toFixed(1)} GB/s, ceiling ${best!.toFixed(3)}`
          : ''
      return line(
        name,
        time.gradients + time.optimizer,
        `(${time.count.toFixed(0)} calls${time.optimizer > 0 ? `, ${time.optimizer.toFixed(3)} in the optimizer` : ''}${rates})`,
      )
    })
  return (
    line('a step under the profile', step, '') +
    line('forward and backward', gradients, `(kernels ${inGradients.toFixed(3)}, tape and operations in JavaScript ${(gradients - inGradients).toFixed(3)})`) +
    line('optimizer', optimizer, `(kernels ${inOptimizer.toFixed(3)}, JavaScript ${(optimizer - inOptimizer).toFixed(3)})`) +
    line('reading the loss', read, '') +
    rows.join('')
  )
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
