/** How a page looks: on paper always light, on a screen as its reader has it. */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --dim: #59636e; --line: #d1d9e0; --page: #f6f8fa; --paper: #fff; --mark: #0969da; --soft: #0969da1f; --good: #116329; --bad: #b3202a; --warn: #7d4e00 }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; --ink: #e6edf3; --dim: #9da7b3; --line: #3d444d; --page: #010409; --paper: #0d1117; --mark: #4493f8; --soft: #4493f82b; --good: #3fb950; --bad: #ff7b72; --warn: #d29922 } }
* { box-sizing: border-box }
body { margin: 0; padding: 2rem 1rem 3rem; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--page) }
main { max-width: 76rem; margin: 0 auto }
h1 { margin: 0; font-size: 1rem; font-weight: 500; color: var(--dim) }
h2 { margin: 0 0 .75rem; font-size: 1.05rem }
.headline { margin: .25rem 0 1.5rem; font-size: 1.6rem; font-weight: 650; line-height: 1.3; overflow-wrap: anywhere }
section { margin: 0 0 1.25rem; padding: 1.1rem 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem }
figure { margin: 0 0 1rem } figcaption { color: var(--dim); font-size: .85rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400 }
thead th { color: var(--dim); font-weight: 550; white-space: nowrap }
tbody tr:last-child > * { border-bottom: 0 } tbody tr:hover > * { background: var(--soft) }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) } .bad, .warn { font-weight: 600 }
.notes { margin: 0; padding-left: 1.2rem; color: var(--dim) }
details { margin: 0 0 1rem; color: var(--dim); font-size: .9rem } summary { cursor: pointer } details table { width: auto; color: var(--ink) }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
svg { display: block; width: 100%; height: auto } svg text { fill: var(--dim); font-size: 12px } svg .value { fill: var(--ink) }
.axis { stroke: var(--line) } .zero { stroke: var(--dim) } .series { stroke: var(--mark); fill: none; stroke-width: 2; stroke-linejoin: round } .series.foretold { stroke-dasharray: 5 4 }
.area, .band { fill: var(--soft) } .dot, .bar { fill: var(--mark) } .dot.foretold { fill: var(--paper); stroke: var(--mark) }
@media (max-width: 40rem) { svg text { font-size: 20px } section { padding: .9rem .75rem } .headline { font-size: 1.25rem } }
@media print { body { padding: 0; font-size: 11px; background: none; print-color-adjust: exact } section { padding: 0; border: 0 } figure, tr { break-inside: avoid } h2 { break-after: avoid } .scroll { overflow: visible } details::details-content { content-visibility: visible; block-size: auto; display: block } summary { list-style: none } }
`
