import { html } from '../theme/dom'
import { onTheme, readPalette } from '../theme/theme'
import { fit, pan, placeAll, zoom, type Camera, type Place, type Size } from './camera'
import { createCanvasRenderer } from './canvasRenderer'
import type { Labels } from './labels'
import { lookOf, radiusFor, shapes } from './looks'
import { createMotion } from './motion'
import { listenToPointer } from './pointer'
import type { Renderer } from './scene'
import type { Say } from './texts'
import { nearestTo, nextTowards } from './walk'
import { createWebglRenderer } from './webglRenderer'

/** The scatter: draws, is panned and zoomed, and says which point is looked at. It knows nothing of runs and steps. */
export interface Plot {
  readonly element: HTMLElement
  readonly drawnBy: Renderer['kind']
  /** Other points, or the same ones with other looks. */
  setPoints(labels: Labels, wantsShapes: boolean): void
  /** All positions that may be shown: what is in sight when nothing else was chosen. */
  setReach(all: readonly Float32Array[]): void
  setPositions(positions: Float32Array, glides: boolean): void
  setChosen(labels: ReadonlySet<number>): void
  setCamera(camera: Camera | null): void
  setAbout(about: string): void
  /** Looks at a point, or at none. */
  point(index: number | undefined): void
  press(key: 'in' | 'out' | 'all' | 'fit'): void
}

export interface PlotListener {
  /** `isHeld`: clicked or reached by keys, so that it stays when the pointer leaves. */
  onPoint(point: number | undefined, at: Place, isHeld: boolean): void
  onCamera(camera: Camera | null): void
  onPlay(point: number): void
}

export function createPlot(say: Say, listener: PlotListener): Plot {
  const ring = html('div', { class: 'ring', hidden: true })
  const keys = html('p', { class: 'unseen', id: 'plot-keys' }, say('plot.keys'))
  const element = html('div', {
    class: 'plot',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': say('plot.kind'),
    'aria-describedby': 'plot-keys',
  })
  let renderer: Renderer = createWebglRenderer() ?? createCanvasRenderer()
  let size: Size = { width: 0, height: 0 }
  let all: readonly Float32Array[] = []
  let chosenCamera: Camera | null = null
  let labels: Labels = { names: [], counts: [], of: new Uint32Array(0) }
  let chosen: ReadonlySet<number> = new Set()
  let wantsShapes = false
  let looks = { colors: new Uint8Array(0), shapes: new Uint8Array(0), order: new Uint32Array(0), dimmed: 0, radius: 3 }
  let places = new Float32Array(0)
  let pointed: number | undefined
  let isHeld = false

  const isOut = (point: number): boolean => chosen.size === 0 || chosen.has(labels.of[point]!)
  const camera = (): Camera => chosenCamera ?? fit(all, size)
  const placeOf = (point: number): Place => ({ x: places[point * 2]!, y: places[point * 2 + 1]! })
  const draw = (): void => {
    const { shown } = motion
    if (size.width === 0 || shown.length !== labels.of.length * 2) return
    if (places.length !== shown.length) places = new Float32Array(shown.length)
    placeAll(shown, camera(), size, places)
    renderer.draw({ size, places, ...looks })
    const isRinged = pointed !== undefined && pointed < labels.of.length
    ring.hidden = !isRinged
    if (!isRinged) return
    const { x, y } = placeOf(pointed!)
    ring.style.left = `${x}px`
    ring.style.top = `${y}px`
    listener.onPoint(pointed, { x, y }, isHeld)
  }
  const motion = createMotion(draw)
  const dress = (): void => {
    const { isDark, isHighContrast } = readPalette()
    const count = labels.of.length
    const [colors, shapeOf] = [new Uint8Array(count * 4), new Uint8Array(count)]
    const byLabel = labels.names.map((_, label) => lookOf(label, isDark, wantsShapes || isHighContrast))
    labels.of.forEach((label, point) => {
      const { color, shape } = byLabel[label]!
      colors.set(
        [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)),
        point * 4,
      )
      colors[point * 4 + 3] = 255
      shapeOf[point] = shapes.indexOf(shape)
    })
    const back = [...labels.of.keys()].filter((point) => !isOut(point))
    looks = {
      colors,
      shapes: shapeOf,
      order: Uint32Array.from([...back, ...[...labels.of.keys()].filter(isOut)]),
      dimmed: back.length,
      radius: radiusFor(count),
    }
    draw()
  }
  const point = (index: number | undefined, holds: boolean): void => {
    const before = pointed
    pointed = index
    isHeld = holds && index !== undefined
    if (index === undefined && before !== undefined) listener.onPoint(undefined, { x: 0, y: 0 }, false)
    draw()
  }
  const setCamera = (next: Camera | null): void => {
    chosenCamera = next
    listener.onCamera(next)
    draw()
  }
  const middle = (): Place => ({ x: size.width / 2, y: size.height / 2 })
  const actions: Readonly<Record<'in' | 'out' | 'all' | 'fit', () => void>> = {
    in: () => setCamera(zoom(camera(), size, 1.4, middle())),
    out: () => setCamera(zoom(camera(), size, 1 / 1.4, middle())),
    all: () => setCamera(null),
    fit: () => setCamera(fit([motion.shown], size)),
  }
  const walk = (direction: Place): void => {
    const start = pointed ?? nearestOf(places, middle(), isOut)
    if (start === undefined) return
    point(pointed === undefined ? start : nextTowards(places, start, direction, isOut), true)
    bringIntoSight()
  }
  const bringIntoSight = (): void => {
    const { x, y } = placeOf(pointed!)
    const by = { x: Math.min(0, size.width - 12 - x) + Math.max(0, 12 - x), y: Math.min(0, size.height - 12 - y) + Math.max(0, 12 - y) }
    if (by.x !== 0 || by.y !== 0) setCamera(pan(camera(), size, by))
  }

  const lose = (event: Event): void => {
    event.preventDefault()
    const canvas = createCanvasRenderer()
    renderer.canvas.replaceWith(canvas.canvas)
    renderer = canvas
    element.dataset['renderer'] = canvas.kind
    draw()
  }
  renderer.canvas.addEventListener('webglcontextlost', lose)
  element.dataset['renderer'] = renderer.kind
  element.append(renderer.canvas, ring, keys)
  listenToPointer(element, {
    hover: (at) => {
      if (!isHeld) point(nearestTo(places, at, isOut), false)
    },
    leave: () => {
      if (!isHeld) point(undefined, false)
    },
    click: (at) => point(nearestTo(places, at, isOut), true),
    drag: (by) => setCamera(pan(camera(), size, by)),
    wheel: (factor, at) => setCamera(zoom(camera(), size, factor, at)),
  })
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = directions[event.key]
    const action = actionOf[event.key]
    if (direction && event.shiftKey) setCamera(pan(camera(), size, { x: -direction.x * 40, y: -direction.y * 40 }))
    else if (direction) walk(direction)
    else if (action) actions[action]()
    else if (event.key === 'Escape' && pointed !== undefined) point(undefined, false)
    else if (event.key === 'Enter' && pointed !== undefined) listener.onPlay(pointed)
    else return
    event.preventDefault()
  })
  new ResizeObserver(() => {
    size = { width: element.clientWidth, height: element.clientHeight }
    draw()
  }).observe(element)
  onTheme(dress)

  return {
    element,
    get drawnBy() {
      return renderer.kind
    },
    setPoints(given, shaped) {
      const isOther = given !== labels
      labels = given
      wantsShapes = shaped
      if (isOther) point(undefined, false)
      dress()
    },
    setReach(given) {
      all = given
      draw()
    },
    setPositions: (positions, glides) => motion.go(positions, glides),
    setChosen(given) {
      chosen = given
      if (pointed !== undefined && !isOut(pointed)) point(undefined, false)
      dress()
    },
    setCamera(given) {
      chosenCamera = given
      draw()
    },
    setAbout: (about) => element.setAttribute('aria-label', about),
    point: (index) => point(index, true),
    press: (key) => actions[key](),
  }
}

const directions: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
const actionOf: Readonly<Record<string, 'in' | 'out' | 'all' | 'fit'>> = { '+': 'in', '=': 'in', '-': 'out', '0': 'all', f: 'fit' }

/** However far it is: where a walk begins. */
function nearestOf(places: Float32Array, at: Place, isOut: (point: number) => boolean): number | undefined {
  let best: number | undefined
  let least = Infinity
  for (let point = 0; point * 2 < places.length; point++) {
    const distance = Math.hypot(places[point * 2]! - at.x, places[point * 2 + 1]! - at.y)
    if (distance < least && isOut(point)) [best, least] = [point, distance]
  }
  return best
}
