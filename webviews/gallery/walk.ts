/** Where a card lies on the page. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
}

/**
 * The card that a key leads to, null where it leads nowhere: left and right in reading order, up and down to the card of the next row that lies
 * most nearly above or below. Rows and columns are read from the page, whatever its width made of them.
 */
export function nextCard(boxes: readonly Box[], current: number, key: string): number | null {
  const target = targetOf(boxes, current, key)
  return target !== null && target >= 0 && target < boxes.length && target !== current ? target : null
}

function targetOf(boxes: readonly Box[], current: number, key: string): number | null {
  switch (key) {
    case 'ArrowRight':
      return current + 1
    case 'ArrowLeft':
      return current - 1
    case 'Home':
      return 0
    case 'End':
      return boxes.length - 1
    case 'ArrowDown':
      return nearest(boxes, current, 1)
    case 'ArrowUp':
      return nearest(boxes, current, -1)
    default:
      return null
  }
}

function nearest(boxes: readonly Box[], current: number, direction: 1 | -1): number | null {
  const from = boxes[current]
  if (!from) return null
  const ahead = boxes.map((box, index) => ({
    index,
    down: (box.top - from.top) * direction,
    aside: Math.abs(box.left + box.width / 2 - from.left - from.width / 2),
  }))
  const beyond = ahead.filter(({ down }) => down > 1)
  const nextRow = Math.min(...beyond.map(({ down }) => down))
  const row = beyond.filter(({ down }) => down < nextRow + 1).sort((a, b) => a.aside - b.aside)
  return row[0]?.index ?? null
}
