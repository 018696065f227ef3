/** What the user chose to look at: survives hiding, reload and a restart of the editor. Never data. */
export interface Choices {
  readonly comparison: string | undefined
  readonly axis: 'step' | 'time'
}

export function parseChoices(saved: unknown): Choices {
  const from = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {}
  const { comparison, axis } = from
  return { comparison: typeof comparison === 'string' ? comparison : undefined, axis: axis === 'time' ? 'time' : 'step' }
}
