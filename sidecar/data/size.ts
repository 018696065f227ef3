import type { CatalogueEntry } from './sets/entry'

/** What a set takes to download, as a person reads it: "30.9 MB". */
export function sizeOf(entry: CatalogueEntry): string {
  const bytes = bytesOf(entry)
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

export function bytesOf(entry: CatalogueEntry): number {
  return entry.files.reduce((sum, { download }) => sum + (download?.bytes ?? 0), 0)
}
