import type { PanelKind } from '../../protocol'

export const panelKinds = ['gallery', 'curves', 'embeddings', 'comparison'] as const satisfies readonly PanelKind[]

/** The view type of a panel, by which VS Code brings it back after a reload. */
export const panelType = (kind: PanelKind): `gradlab.${PanelKind}` => `gradlab.${kind}`
