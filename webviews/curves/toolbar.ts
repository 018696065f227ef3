import { html, setText } from '../theme/dom'
import { isLogX, type Choices } from './choices'
import { createGroupMenu } from './groupMenu'
import { createHelp } from './help'
import { mostSmoothing } from './smooth'
import type { Say } from './texts'
import { X_AXES, type XAxis } from './xAxis'

export interface ToolbarHost {
  choose(choices: Partial<Choices>): void
  setAxis(axis: XAxis, xMetric: string | undefined): void
  exportAs(format: 'csv' | 'svg'): void
}

/** How all charts are drawn: smoothing, axes, which metrics. */
export function createToolbar(host: ToolbarHost): {
  readonly element: HTMLElement
  update(choices: Choices, offered: { readonly metrics: readonly string[]; readonly groupKeys: readonly string[] }, say: Say): void
} {
  const smoothing = html('input', { type: 'range', min: 0, max: 1, step: 0.01, id: 'smoothing' })
  const smoothingValue = html('output', { for: 'smoothing', class: 'number' })
  const smoothingLabel = html('label', { for: 'smoothing' })
  const xSelect = html('select', { id: 'x-axis' })
  const xScale = html('select', { id: 'x-scale' }, html('option', { value: 'linear' }), html('option', { value: 'log' }))
  const ySelect = html('select', { id: 'y-axis' }, html('option', { value: 'linear' }), html('option', { value: 'log' }))
  const xLabel = html('label', { for: 'x-axis' })
  const yLabel = html('label', { for: 'y-axis' })
  const filter = html('input', { type: 'search' })
  const reset = html('button', { type: 'button', class: 'reset' })
  const csv = html('button', { type: 'button' })
  const image = html('button', { type: 'button' })
  const exports = html('div', { class: 'popover menu', popover: 'auto', id: 'exports' }, csv, image)
  const exportButton = html('button', { type: 'button', popovertarget: 'exports' })
  const groups = createGroupMenu((grouping) => host.choose({ grouping }))
  const help = createHelp()
  const element = html(
    'div',
    { class: 'toolbar', role: 'toolbar' },
    html('span', { class: 'pair' }, smoothingLabel, smoothing, smoothingValue),
    html('span', { class: 'pair' }, xLabel, xSelect, xScale),
    html('span', { class: 'pair' }, yLabel, ySelect),
    groups.button,
    groups.popover,
    filter,
    reset,
    html('span', { class: 'space' }),
    exportButton,
    exports,
    help.button,
    help.popover,
  )
  // The slider goes to 1, its effect to the cap: so that its end is the strongest there is, not a flat line.
  smoothing.addEventListener('input', () => host.choose({ smoothing: Math.min(mostSmoothing, Number(smoothing.value)) }))
  xSelect.addEventListener('change', () => {
    const xMetric = xSelect.value.startsWith(metricPrefix) ? xSelect.value.slice(metricPrefix.length) : undefined
    host.setAxis(xMetric === undefined ? (X_AXES.find((axis) => axis === xSelect.value) ?? 'step') : 'metric', xMetric)
  })
  xScale.addEventListener('change', () => host.choose({ isLogX: xScale.value === 'log' }))
  ySelect.addEventListener('change', () => host.choose({ isLog: ySelect.value === 'log' }))
  filter.addEventListener('input', () => host.choose({ metricFilter: filter.value }))
  reset.addEventListener('click', () => host.choose({ zoom: undefined }))
  for (const [format, button] of [
    ['csv', csv],
    ['svg', image],
  ] as const)
    button.addEventListener('click', () => {
      exports.hidePopover()
      host.exportAs(format)
    })
  let told: Say | undefined
  let listed: string | undefined
  const listAxes = (metrics: readonly string[], say: Say): void => {
    xSelect.replaceChildren(
      ...X_AXES.filter((axis) => axis !== 'metric').map((axis) => html('option', { value: axis }, say(`axis.${axis}`))),
      html('optgroup', { label: say('axis.metric') }, ...metrics.map((metric) => html('option', { value: `${metricPrefix}${metric}` }, metric))),
    )
  }

  return {
    element,
    update(choices, { metrics, groupKeys }, say) {
      groups.update(choices, groupKeys, say)
      // What is chosen stays offered while no run that is shown has it.
      const offered = [...new Set([...metrics, ...(choices.axis === 'metric' && choices.xMetric !== undefined ? [choices.xMetric] : [])])]
      const list = offered.join('\n')
      if (listed !== list || told !== say) listAxes(offered, say)
      listed = list
      if (Number(smoothing.value) !== choices.smoothing && !(choices.smoothing === mostSmoothing && smoothing.value === '1'))
        smoothing.value = String(choices.smoothing)
      setText(smoothingValue, choices.smoothing === 0 ? '0' : choices.smoothing === mostSmoothing ? String(mostSmoothing) : choices.smoothing.toFixed(2))
      xSelect.value = choices.axis === 'metric' ? `${metricPrefix}${choices.xMetric}` : choices.axis
      xScale.value = isLogX(choices) ? 'log' : 'linear'
      xScale.disabled = choices.axis === 'clock'
      ySelect.value = choices.isLog ? 'log' : 'linear'
      if (filter.value !== choices.metricFilter) filter.value = choices.metricFilter
      reset.hidden = choices.zoom === undefined
      if (told === say) return
      told = say
      setText(smoothingLabel, say('smoothing'))
      smoothing.title = say('smoothing.about')
      setText(xLabel, say('axis.x'))
      setText(yLabel, say('axis.y'))
      xScale.setAttribute('aria-label', say('axis.x.scale'))
      for (const option of [...xScale.options, ...ySelect.options]) option.textContent = say(option.value === 'log' ? 'axis.log' : 'axis.linear')
      filter.placeholder = say('metrics.filter')
      filter.setAttribute('aria-label', say('metrics.filter'))
      setText(reset, say('zoom.reset'))
      setText(exportButton, say('export'))
      setText(csv, say('export.csv'))
      setText(image, say('export.svg'))
      help.setTexts(say)
    },
  }
}

const metricPrefix = 'metric:'
