/** What the user chose to look at; it survives hiding and reload. */
export interface GalleryState {
  readonly search: string
  readonly scroll: number // pixels from the top
}

/** What an older version saved, or nothing did, is read as far as it goes. */
export function readState(saved: unknown): GalleryState {
  const { search, scroll } = (typeof saved === 'object' && saved !== null ? saved : {}) as Record<string, unknown>
  return { search: typeof search === 'string' ? search : '', scroll: typeof scroll === 'number' && Number.isFinite(scroll) ? Math.max(0, scroll) : 0 }
}
