import type { PageData } from '../pageData'
import { mountCurves } from './curves'
import { mountEmbedding } from './embedding'
import { mountFigures } from './figures'

// The script of a report. The page around it is complete without it but for what has to be drawn.
const data = JSON.parse(document.getElementById('data')!.textContent) as PageData
mountCurves(document.getElementById('curves')!, data.curves, data.texts)
mountEmbedding(document.getElementById('embedding')!, data.embedding, data.texts)
mountFigures(document.getElementById('figures')!, data.figures, data.texts)
