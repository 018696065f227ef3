import { createHash } from 'node:crypto'
import { describeError, type Language, type RunManifest } from '../../protocol'
import { sayIn } from '../../protocol/texts/cli'
import { sayWhy } from '../../protocol/texts/why'
import { fill } from '../../protocol/texts/fill'
import { reportTextsIn, type ReportTexts } from '../../protocol/texts/report'
import { formatCount, formatNumber, formatSeconds } from '../cli/terminal/format'
import type { PageData } from './pageData'
import { reproduceCommand } from './reproduce'
import { style } from './style'

/**
 * A report as one HTML file that loads nothing: the policy in its head lets run only the style and the script whose hashes it
 * names, and no request leaves the page. What a run holds goes in as text or as JSON, never as markup.
 */
export function renderReport(manifest: RunManifest, data: Omit<PageData, 'texts'>, options: { language: Language; script: string }): string {
  const { language, script } = options
  const texts = reportTextsIn(language)
  const json = JSON.stringify({ ...data, texts } satisfies PageData).replaceAll('<', '\\u003c')
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="${language === 'zh-cn' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${manifest.experiment} · ${manifest.variant} · ${fill(texts.seed, { seed: manifest.seed })}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
${head(manifest, texts, language)}
<noscript><p class="warn">${escape(texts.noscript)}</p></noscript>
<section><h2>${escape(texts['section.curves'])}</h2><div id="curves"></div></section>
<section><h2>${escape(texts['section.embedding'])}</h2><div id="embedding"></div></section>
<section><h2>${escape(texts['section.figures'])}</h2><div id="figures"></div></section>
<div class="tables">
${table(texts['section.metrics'], Object.entries(manifest.metrics ?? {}), texts)}
${table(texts['section.hyper'], Object.entries(manifest.hyper ?? {}), texts)}
</div>
<section><h2>${escape(texts['section.reproduce'])}</h2>${manifest.liveChanges ? `<p class="warn">${escape(texts['run.live-changes'])}</p>` : ''}
<pre>${escape(reproduceCommand(manifest))}</pre>
<p class="dim">${escape([texts['reproduce.exact'], `gradlab ${manifest.versions['gradlab'] ?? ''}`, fill(texts.source, { hash: manifest.sourceHash.slice(0, 12) })].join(' · '))}</p></section>
</main>
<script type="application/json" id="data">${json}</script>
<script>${script}</script>
</body>
</html>
`
}

function head(manifest: RunManifest, texts: ReportTexts, language: Language): string {
  const { experiment, variant, seed, generatedData, error } = manifest
  const notes = [
    generatedData ? `<p class="warn">${escape(texts['data.generated'])}</p>` : '',
    error ? `<p class="bad">${escape([describeError(error, language).place, describeError(error, language).message].filter(Boolean).join(' · '))}</p>` : '',
  ]
  return `<header><div><h1>${escape(experiment)}</h1><p>${escape(`${variant} · ${fill(texts.seed, { seed })}`)}</p>${notes.join('')}</div>${metric(manifest, texts)}</header>
<dl class="facts">${facts(manifest, texts, language)
    .map(([name, value]) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`)
    .join('')}</dl>`
}

/** The number that decides, large, with what it means in words. */
function metric({ metrics = {}, metricGoals = {} }: RunManifest, texts: ReportTexts): string {
  const name = Object.keys(metricGoals).find((goal) => goal in metrics)
  if (!name) return `<div class="metric"><p class="dim">${escape(texts['metric.none'])}</p></div>`
  const value = metrics[name]!
  const goal = texts[metricGoals[name] === 'lower' ? 'metric.lower' : 'metric.higher']
  const words = name === 'test/accuracy' && typeof value === 'number' ? fill(texts['metric.accuracy'], { percent: `${(value * 100).toFixed(1)} %` }) : goal
  return `<div class="metric"><small>${escape(name)}</small><b>${escape(formatNumber(value))}</b><small>${escape(words)}</small></div>`
}

function facts(manifest: RunManifest, texts: ReportTexts, language: Language): [string, string][] {
  const say = sayIn(language)
  const { status, data, generatedData, engine, engineWhy, stepTimes, fingerprint, step, steps, parameters, seconds, createdAt, direction, scaffold } = manifest
  const threads = fingerprint && (fingerprint.threads === 1 ? texts.thread : fill(texts.threads, { count: fingerprint.threads }))
  const machine = [engine ?? '–', threads, fingerprint?.adapter, engineWhy && sayWhy(language, { engine, why: engineWhy, stepTimes })].filter(Boolean)
  return [
    [texts['fact.status'], say(`status.${status}`)],
    [texts['fact.direction'], `${direction}/${scaffold}`],
    [texts['fact.data'], generatedData ? `${data} (${texts['fact.generated']})` : data],
    [texts['fact.engine'], machine.join(' · ')],
    [texts['fact.steps'], steps === undefined || steps === step ? formatCount(step) : `${formatCount(step)} / ${formatCount(steps)}`],
    [texts['fact.parameters'], parameters === undefined ? '–' : formatCount(parameters)],
    [texts['fact.time'], formatSeconds(seconds)],
    [texts['fact.started'], createdAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
  ]
}

function table(title: string, rows: readonly [string, string | number | boolean][], texts: ReportTexts): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escape(name)}</th><td class="number">${escape(typeof value === 'number' ? formatNumber(value) : String(value))}</td></tr>`,
  )
  return `<section><h2>${escape(title)}</h2>${cells.length > 0 ? `<table>${cells.join('')}</table>` : `<p class="dim">${escape(texts.none)}</p>`}</section>`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
