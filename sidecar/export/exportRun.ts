import { existsSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { EXPORT_FORMATS, GradlabError, isExportFormat, type ExportedRun, type RunManifest } from '../../protocol'
import { readEvents } from '../store/events'
import { readFigures } from '../store/frames'
import { readManifest } from '../store/runs'
import { writeEmbedding, writeMetrics, writeScalars } from './csv'
import { readNewestEmbedding } from './embedding'
import { eventFileName, writeEventFile } from './eventFile'
import { openFiles, openFolder, writeStream, type Place } from './output'
import { readParameters } from './parameters'
import { projectorFiles, writeProjector } from './projector'
import { lastStepOf } from './scalars'

export interface ExportRequest extends Place {
  readonly run: string
  readonly format: string
  /** Of a checkpoint everything, optimizer slots and saved numbers too. */
  readonly all: boolean
}

/**
 * Writes a run in the format of other tools; of one that trains still, what there is.
 * @throws GradlabError usage/format, usage/out-exists, folder/…, run/…, checkpoint/damaged, disk/write
 */
export function exportRun(request: ExportRequest): ExportedRun {
  const { run, format } = request
  if (!isExportFormat(format)) throw new GradlabError('usage/format', { name: format, known: EXPORT_FORMATS.join(', ') })
  const manifest = readManifest(run)
  const { status } = manifest
  switch (format) {
    case 'csv':
      return { format, status, damaged: [], ...exportCsv(request, manifest) }
    case 'safetensors':
      return { format, status, ...exportParameters(request, manifest) }
    case 'tensorboard':
      return { format, status, damaged: [], ...exportTensorboard(request, manifest) }
  }
}

/** `x.csv` has its companions beside it; any other name is that of a folder. */
function exportCsv({ run, out, force }: ExportRequest, manifest: RunManifest): Pick<ExportedRun, 'files' | 'step'> {
  const events = readEvents(run)
  const embedding = readNewestEmbedding(run)
  const isFile = extname(out).toLowerCase() === '.csv' && !isFolder(out)
  const stem = out.slice(0, -'.csv'.length)
  const [scalars, metrics, vectors] = isFile
    ? [out, `${stem}.metrics.csv`, `${stem}.embedding.csv`]
    : [join(out, 'scalars.csv'), join(out, 'metrics.csv'), join(out, 'embedding.csv')]
  if (isFile) openFiles([scalars, metrics, ...(embedding ? [vectors] : [])], force)
  else openFolder({ out, force })
  return {
    step: lastStepOf(events),
    files: [
      writeStream(scalars, (write) => writeScalars(events, write)),
      writeStream(metrics, (write) => writeMetrics(manifest, events, write)),
      ...(embedding ? [writeStream(vectors, (write) => writeEmbedding(embedding, write))] : []),
    ],
  }
}

/** One file, also where a folder is named: there it is `model.safetensors`. */
function exportParameters({ run, out, force, all }: ExportRequest, manifest: RunManifest): Pick<ExportedRun, 'files' | 'step' | 'damaged'> {
  const { step, bytes, damaged } = readParameters(run, manifest, all)
  const file = isFolder(out) ? join(openFolder({ out, force }), 'model.safetensors') : out
  openFiles([file], force)
  return { step, damaged, files: [writeStream(file, (write) => write(bytes))] }
}

/** A log folder: `tensorboard --logdir` takes it, or the folder that holds several. */
function exportTensorboard({ run, out, force }: ExportRequest, manifest: RunManifest): Pick<ExportedRun, 'files' | 'step'> {
  const story = { manifest, events: readEvents(run), figures: readFigures(run) }
  const embedding = readNewestEmbedding(run)
  openFolder({ out, force })
  openFiles(
    [eventFileName(manifest), ...(embedding ? projectorFiles(embedding) : [])].map((name) => join(out, name)),
    force,
  )
  return {
    step: lastStepOf(story.events),
    files: [writeStream(join(out, eventFileName(manifest)), (write) => writeEventFile(story, write)), ...(embedding ? writeProjector(embedding, out) : [])],
  }
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()
