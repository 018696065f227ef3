import type { Say } from '../../../protocol/texts/cli'
import { formatClock, formatNumber } from './format'
import type { Paint } from './paint'
import { sparkline } from './sparkline'
import type { Terminal } from './terminal'
import type { Progress } from './tracker'
import { cut, displayWidth, withoutColor } from './width'

/** How far it is, and how well it goes: two lines, or three where the window is narrow. Parts that do not fit are left out, the least needed first. */
export function progressLines(progress: Progress, width: number, say: Say, paint: Paint): string[] {
  const share = progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0
  const step = say('train.step', { step: progress.step, steps: progress.steps })
  const left = progress.isPaused
    ? say('train.is-paused')
    : progress.secondsLeft === undefined
      ? ''
      : say('train.left', { time: formatClock(progress.secondsLeft) })
  const rate = progress.stepsPerSecond === undefined || progress.isPaused ? '' : say('train.rate', { rate: formatRate(progress.stepsPerSecond) })
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  const facts = fitting([percent, step, left, rate], width - 12)
  const bar = drawBar(share, Math.min(40, width - displayWidth(facts) - 2), paint)

  const loss = progress.lossNow === undefined ? '' : `${progress.lossName} ${formatNumber(progress.lossNow)}`
  const best = progress.best ? say('train.best', { metric: progress.best.metric, value: formatNumber(progress.best.value), step: progress.best.step }) : ''
  const both = [loss, best].filter(Boolean).join('  ')
  const [beside, below] = displayWidth(both) + leastSpark + 2 <= width ? [both, ''] : [loss, best]
  const spark = sparkline(progress.loss, Math.min(40, width - displayWidth(beside) - 2))
  const lines = [`${bar}  ${facts}`, spark === '' ? beside : `${paint('blue', spark)}  ${beside}`, below]
  return lines.filter((line) => line.trim() !== '').map((line) => (displayWidth(line) > width ? cut(withoutColor(line), width) : line))
}

const leastSpark = 16

/** The same in one plain line, for a log file. */
export function progressSentence(progress: Progress, say: Say): string {
  const parts = [
    say('train.step', { step: progress.step, steps: progress.steps }),
    progress.lossNow === undefined ? '' : `${progress.lossName} ${formatNumber(progress.lossNow)}`,
    progress.best ? say('train.best', { metric: progress.best.metric, value: formatNumber(progress.best.value), step: progress.best.step }) : '',
    progress.stepsPerSecond === undefined ? '' : say('train.rate', { rate: formatRate(progress.stepsPerSecond) }),
    progress.secondsLeft === undefined ? '' : say('train.left', { time: formatClock(progress.secondsLeft) }),
  ]
  return parts.filter(Boolean).join('  ')
}

/**
 * Shows progress: lines drawn over on a terminal, at most ten times a second; elsewhere a plain line about every five seconds.
 * `say` goes through it, so that a sentence never lands in the middle of a drawing.
 */
export interface ProgressView {
  update(progress: Progress): void
  sentence(line: string): void
  /** Draws the last state for good. */
  close(): void
}

export function createProgressView(terminal: Terminal, say: Say, paint: Paint): ProgressView {
  let drawn = 0
  let last: Progress | undefined
  let lastMs = terminal.canDraw ? -Infinity : terminal.nowMs()
  const everyMs = terminal.canDraw ? 100 : 5000
  const erase = (): void => {
    if (drawn > 0) terminal.write(clearing(drawn))
    drawn = 0
  }
  const draw = (): void => {
    if (!last) return
    if (!terminal.canDraw) return terminal.out(progressSentence(last, say))
    const lines = progressLines(last, terminal.width() - 1, say, paint)
    terminal.write(`${clearing(drawn)}${lines.join('\n')}\n`)
    drawn = lines.length
  }
  return {
    update(progress) {
      last = progress
      const nowMs = terminal.nowMs()
      if (nowMs - lastMs < everyMs) return
      lastMs = nowMs
      draw()
    },
    sentence(line) {
      erase()
      terminal.out(line)
      if (terminal.canDraw) draw()
    },
    close() {
      if (last && last.step > 0) draw()
      drawn = 0
      last = undefined
    },
  }
}

function drawBar(share: number, width: number, paint: Paint): string {
  if (width < 4) return ''
  const full = Math.round(share * width)
  return paint('green', '━'.repeat(full)) + paint('dim', '─'.repeat(width - full))
}

/** As many of the parts, from the first on, as fit in a width. */
function fitting(parts: readonly string[], width: number): string {
  let line = ''
  for (const part of parts) {
    const longer = part === '' ? line : line === '' ? part : `${line}  ${part}`
    if (line !== '' && displayWidth(longer) > width) break
    line = longer
  }
  return line
}

function formatRate(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : rate.toPrecision(3)
}

/** Up over what was drawn and clear. From the line's start: a Ctrl-C leaves ^C there. */
function clearing(lines: number): string {
  return lines > 0 ? `\r\u001b[${lines}A\u001b[0J` : ''
}
