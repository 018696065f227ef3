import { encode } from 'fast-png'
import { fromJsonNumber, type JsonNumber, type Picture, type RunEvent, type RunManifest } from '../../protocol'
import type { readFigures } from '../store/frames'
import type { Write } from './output'
import { field } from './protobuf'
import { keptScalars } from './scalars'
import { tfRecord } from './tfRecord'

/** Its name begins as TensorBoard expects, and is the same each time, so that an export made again does not stand beside the first. */
export function eventFileName({ createdAt }: RunManifest): string {
  return `events.out.tfevents.${Math.floor(Date.parse(createdAt) / 1000)}.gradlab`
}

interface Story {
  readonly manifest: RunManifest
  readonly events: readonly RunEvent[]
  readonly figures: ReturnType<typeof readFigures>
}

/** A run's story as TensorBoard reads it: scalars as float32, at the time they were logged, then the test's metrics, then figures that are images. */
export function writeEventFile({ manifest, events, figures }: Story, write: Write): void {
  const put = (event: Buffer): void => write(tfRecord(event))
  put(versionEvent((events[0]?.time ?? Date.parse(manifest.createdAt)) / 1000))
  const seen = new Set<string>()
  for (const { name, step, value, time } of keptScalars(events)) {
    seen.add(name)
    put(scalarEvent({ tag: name, step, value, seconds: time / 1000 }))
  }
  const lastSeconds = (events.at(-1)?.time ?? Date.parse(manifest.createdAt)) / 1000
  for (const [tag, value] of Object.entries(manifest.metrics ?? {})) {
    if (!seen.has(tag)) put(scalarEvent({ tag, step: manifest.step, value: fromJsonNumber(value as JsonNumber), seconds: lastSeconds }))
  }
  const secondsAt = new Map(events.flatMap((event) => (event.kind === 'figures' ? [[event.step, event.time / 1000]] : [])))
  for (const { step, figures: those } of figures) {
    for (const figure of those) {
      if (figure.kind !== 'image') continue
      for (const [index, picture] of figure.images.entries()) {
        const tag = figure.images.length === 1 ? figure.name : `${figure.name}/${index}`
        put(imageEvent({ tag, step, picture, seconds: secondsAt.get(step) ?? lastSeconds }))
      }
    }
  }
}

/** tensorflow/core/util/event.proto and framework/summary.proto; the numbers are those of their fields. */
const eventField = { seconds: 1, step: 2, version: 3, summary: 5 } as const
const summaryField = { value: 1 } as const
const valueField = { tag: 1, simpleValue: 2, image: 4 } as const
const imageField = { height: 1, width: 2, colorspace: 3, encoded: 4 } as const

function versionEvent(seconds: number): Buffer {
  return Buffer.concat([field.double(eventField.seconds, seconds), field.text(eventField.version, 'brain.Event:2')])
}

interface At {
  readonly tag: string
  readonly step: number
  readonly seconds: number
}

function scalarEvent({ value, ...at }: At & { readonly value: number }): Buffer {
  return summaryEvent(at, field.floatOfOneof(valueField.simpleValue, value))
}

function imageEvent({ picture, ...at }: At & { readonly picture: Picture }): Buffer {
  const { width, height, channels, bytes } = picture
  const image = field.message(
    valueField.image,
    field.whole(imageField.height, height),
    field.whole(imageField.width, width),
    field.whole(imageField.colorspace, channels), // 1 gray, 3 RGB
    field.bytes(imageField.encoded, encode({ width, height, channels, depth: 8, data: bytes })),
  )
  return summaryEvent(at, image)
}

function summaryEvent({ tag, step, seconds }: At, value: Buffer): Buffer {
  return Buffer.concat([
    field.double(eventField.seconds, seconds),
    field.whole(eventField.step, step),
    field.message(eventField.summary, field.message(summaryField.value, field.text(valueField.tag, tag), value)),
  ])
}
