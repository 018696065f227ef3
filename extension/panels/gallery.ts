import { join } from 'node:path'
import type { FromGallery, GalleryEntry, Language, PanelReady, ToGallery } from '../../protocol'
import { newExperiment } from '../scaffold/newExperiment'
import type { Services } from '../services'
import type { PanelSession, PanelView } from './session'

export type GallerySession = PanelSession<Exclude<FromGallery, PanelReady>>

export function createGallerySession(view: PanelView<ToGallery>, services: Services, directionsFolder: string): GallerySession {
  const { editor, language, sidecar } = services
  let entries: readonly GalleryEntry[] = []
  return {
    async snapshot() {
      view.post({ kind: 'hello', language, isTrusted: editor.isTrusted })
      if (entries.length === 0) entries = await sidecar.request('gradlab/gallery', {})
      view.post({ kind: 'entries', entries })
    },
    async hear(message) {
      switch (message.kind) {
        case 'scaffold':
          return newExperiment(services, message)
        case 'openPaper': {
          const paper = entries.find(({ direction }) => direction.id === message.direction)?.direction.papers[message.paper]
          return paper && editor.openExternal(paperUrl(paper))
        }
        case 'openReadme': {
          // Only what is in the catalogue has a path.
          const { direction } = entries.find((entry) => entry.direction.id === message.direction) ?? {}
          const scaffold = direction?.scaffolds.find(({ id }) => id === message.scaffold)
          return direction && scaffold && editor.openPreview(join(directionsFolder, direction.id, scaffold.id, readmeOf(language)))
        }
      }
    },
    dispose: () => undefined,
  }
}

/** arXiv and DOI lead to the paper; a venue to a search for its title. */
export function paperUrl({ title, id }: { readonly title: string; readonly id: string }): string {
  const arxiv = /^(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})(v\d+)?$/i.exec(id)
  if (arxiv) return `https://arxiv.org/abs/${arxiv[1]}${arxiv[2] ?? ''}`
  const doi = /^(?:doi:|https:\/\/doi\.org\/)?(10\.\d{4,}\/\S+)$/i.exec(id)
  if (doi) return `https://doi.org/${encodeURI(doi[1]!)}`
  return `https://www.semanticscholar.org/search?q=${encodeURIComponent(title)}`
}

const readmeOf = (language: Language): string => (language === 'en' ? 'README.md' : 'README.zh-cn.md')
