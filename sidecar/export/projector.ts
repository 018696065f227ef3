import { join } from 'node:path'
import type { StoredEmbedding } from './embedding'
import { writeStream, type Write } from './output'

/** The files that TensorBoard's projector looks for in a log folder. */
export function projectorFiles({ towers }: StoredEmbedding): string[] {
  return [...Object.keys(towers).map((_, index) => tensorFile(index)), 'metadata.tsv', 'projector_config.pbtxt']
}

/** The vectors of each tower, the labels of the points, and what belongs to what. @returns the files' paths */
export function writeProjector(embedding: StoredEmbedding, folder: string): string[] {
  const { step, towers, points } = embedding
  const names = Object.keys(towers)
  return [
    ...Object.values(towers).map(({ width, values }, index) =>
      writeStream(join(folder, tensorFile(index)), (write) => {
        for (let at = 0; at < values.length; at += width) write(`${values.subarray(at, at + width).join('\t')}\n`)
      }),
    ),
    writeStream(join(folder, 'metadata.tsv'), (write) => writeMetadata(embedding, write)),
    writeStream(join(folder, 'projector_config.pbtxt'), (write) => {
      for (const [index, name] of names.entries()) {
        const { width, values } = towers[name]!
        const metadata = points.length === values.length / width ? '  metadata_path: "metadata.tsv"\n' : ''
        const shape = `  tensor_shape: ${values.length / width}\n  tensor_shape: ${width}\n`
        write(`embeddings {\n  tensor_name: "${quoted(`${name} (${step})`)}"\n${shape}${metadata}  tensor_path: "${tensorFile(index)}"\n}\n`)
      }
    }),
  ]
}

const tensorFile = (index: number): string => (index === 0 ? 'tensors.tsv' : `tensors-${index}.tsv`)

/** One column has no head, several have one: so TensorBoard tells them apart. A cell has no tab and no line. */
function writeMetadata({ points }: StoredEmbedding, write: Write): void {
  const hasText = points.some(({ text }) => text !== undefined)
  if (hasText) write('label\ttext\n')
  for (const { label, text } of points) write(`${hasText ? `${flat(label)}\t${flat(text ?? '')}` : flat(label)}\n`)
}

const flat = (text: string): string => text.replace(/\s+/g, ' ')

/** A string of the text format of protocol buffers; what is beyond ASCII may stand as it is. */
const quoted = (text: string): string => text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')
