/** Of a document as a page: readable on a phone, in daylight, at night and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --quiet: #8881; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 960px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { font-weight: 600; opacity: .7; white-space: nowrap; }
code { font-size: .9em; overflow-wrap: anywhere; }
.note { border-left: 4px solid #9a6700; background: var(--quiet); padding: .5rem .8rem; }
figure { margin: 1rem 0; } figure svg { width: 100%; height: auto; display: block; border: 1px solid var(--line); border-radius: .4rem; }
figcaption { font-size: .9rem; opacity: .8; margin-top: .3rem; }
@media print { body { margin: 0; max-width: none; } tr, figure { break-inside: avoid; } }
`;
