/** The report's style: the reader's own light or dark, system fonts, nothing that moves. */
export const style = `
:root {
  color-scheme: light dark;
  --background: #ffffff; --card: #fbfbfb; --plot: #ffffff; --foreground: #2b2b2b; --dim: #616161; --border: #e2e2e2; --grid: #ececec;
  --accent: #0a66c2; --good: #16825d; --bad: #c4320a; --warn: #8a6300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #1f1f1f; --card: #252525; --plot: #1f1f1f; --foreground: #d6d6d6; --dim: #a0a0a0; --border: #383838; --grid: #333333;
    --accent: #4c9be8; --good: #4ec9b0; --bad: #f4826b; --warn: #d7b04c;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--background); color: var(--foreground); font: 13px/1.5 "Segoe UI", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "DejaVu Sans", sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 48px }
h1 { font-size: 20px; font-weight: 600; margin: 0 }
h2 { font-size: 13px; font-weight: 600; color: var(--dim); margin: 30px 0 8px }
p { margin: 6px 0 }
.dim, .notes { color: var(--dim) }
.notes { color: var(--bad); margin: 2px 0 0; font-size: 12px }
.notes:empty { display: none }
.bad { color: var(--bad) } .warn { color: var(--warn) } .good { color: var(--good) }
code, pre { font: 12px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
pre { margin: 6px 0; padding: 10px 12px; background: var(--card); border: 1px solid var(--border); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere }
header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 32px; align-items: end; padding-bottom: 16px; border-bottom: 1px solid var(--border) }
header p { margin: 2px 0 }
.metric { text-align: right }
.metric b { font-size: 34px; line-height: 1.1; font-weight: 600; font-variant-numeric: tabular-nums }
.metric small { display: block; font-size: 12px; color: var(--dim) }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(230px, 45%), 1fr)); gap: 10px 24px; margin: 16px 0 0 }
.facts dt { color: var(--dim); font-size: 12px }
.facts dd { margin: 0; overflow-wrap: anywhere }
.card { background: var(--card); border: 1px solid var(--border); border-radius: 4px; padding: 8px 10px; margin: 0; min-width: 0 }
.card figcaption { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; margin-bottom: 4px }
.card b { font-weight: 600 }
.readout { color: var(--dim); font-variant-numeric: tabular-nums }
.charts, .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 12px }
.bar { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; margin: 0 0 10px }
label { display: inline-flex; gap: 7px; align-items: center }
label.wide { flex: 1; min-width: 220px } label.wide input { flex: 1 }
input { accent-color: var(--accent) } output { font-variant-numeric: tabular-nums; min-width: 3.5em }
button, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--border); border-radius: 3px; padding: 2px 10px; cursor: pointer }
button.play { min-width: 6.5em }
button.plain { border: 0; padding: 0 4px; color: var(--accent); background: none }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
.plot { display: block; width: 100% }
.grid { stroke: var(--grid) } .tick { fill: var(--dim); font-size: 11px; font-variant-numeric: tabular-nums }
.line, .raw, .series { fill: none; stroke-linejoin: round }
.line { stroke: var(--accent); stroke-width: 1.75 } .raw { stroke: var(--accent); stroke-width: 1; opacity: .28 } .series { stroke-width: 1.6 }
.dot { fill: var(--accent) } .mark { fill: var(--bad) } .mark.low { fill: none; stroke: var(--bad) }
.cursor line { stroke: var(--dim); stroke-dasharray: 2 2 } .cursor circle { fill: var(--accent); stroke: var(--background); stroke-width: 1.5 }
.embedding { display: grid; grid-template-columns: minmax(0, 1fr) 210px; gap: 12px; padding: 0 }
.stage { position: relative; min-width: 0 } .scatter { display: block; width: 100%; height: 440px; cursor: crosshair }
.legend { border-left: 1px solid var(--border); padding: 8px 10px; min-width: 0 } .legend p { margin: 0 0 6px; font-size: 12px }
.labels { display: flex; flex-direction: column; max-height: 380px; overflow-y: auto; gap: 1px }
button.label { display: grid; grid-template-columns: 14px minmax(0, 1fr) auto; gap: 7px; align-items: center; text-align: left; border-color: transparent; background: none; padding: 1px 6px; flex: none }
button.label span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap } button.label:hover { background: var(--grid) }
button.label[aria-pressed=true] { border-color: var(--accent) }
.swatch { width: 12px; height: 12px }
.hover-card { position: absolute; z-index: 1; pointer-events: none; max-width: 260px; background: var(--background); border: 1px solid var(--border); border-radius: 4px; padding: 8px; box-shadow: 0 2px 10px #0003 }
.hover-card[hidden] { display: none }
.hover-card .title { display: flex; gap: 6px; align-items: center } .hover-card p { margin: 4px 0 0; overflow-wrap: anywhere } .hover-card > canvas { display: block; margin-top: 6px; image-rendering: pixelated; border: 1px solid var(--border) }
details { margin-top: 8px } summary { cursor: pointer; color: var(--dim) }
.scroll { overflow: auto; max-height: 380px }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: 600; color: var(--dim) } th, td { padding: 2px 16px 2px 0; border-bottom: 1px solid var(--grid); vertical-align: top } td.number { text-align: right }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 0 40px }
.images { display: flex; flex-wrap: wrap; gap: 10px } .images figure { margin: 0 } .images img { display: block; image-rendering: pixelated } .images figcaption { color: var(--dim); font-size: 12px }
.heatmap, .raster { display: block; max-width: 100%; image-rendering: pixelated }
.named { position: relative } .names { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none }
.tokens { line-height: 1.9 } .tokens span { border-radius: 2px; padding: 1px 3px }
.keys { font-size: 12px; color: var(--dim) } .key { padding-right: 10px } .key::before { content: ""; display: inline-block; width: 10px; height: 3px; margin: 0 5px 3px 0; background: var(--key) }
.bars { display: grid; grid-template-columns: fit-content(45%) minmax(0, 1fr) auto; gap: 3px 10px; align-items: center } .bars .track { height: 12px; background: var(--grid); border-radius: 2px } .bars i { display: block; height: 100%; background: var(--accent); border-radius: 2px }
.diagram { max-width: 100%; background: #fff; border-radius: 3px }
@media (max-width: 700px) { header { grid-template-columns: minmax(0, 1fr) } .metric { text-align: left } .embedding { grid-template-columns: minmax(0, 1fr) } .legend { border-left: 0; border-top: 1px solid var(--border) } .labels { max-height: 140px } .scatter { height: 320px } }
@media print { main { max-width: none; padding: 0; font-size: 11px } .bar input, .bar button, details { display: none } .card, figure { break-inside: avoid } h2 { margin-top: 16px } }
`
