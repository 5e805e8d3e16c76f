/** Of the report page: readable from 900 pixels on, in daylight and at night. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --unknown: #9a6700; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; opacity: .7; }
.held { color: var(--good); } .refuted { color: var(--bad); } .not-judged, .no-samples { color: var(--unknown); }
.tiles { display: grid; grid-template-columns: repeat(8, 1fr); gap: .6rem; margin-top: 1rem; }
.tiles div { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .7rem; }
.tiles strong { display: block; font-size: 1.3rem; } .tiles span { opacity: .7; font-size: .85rem; }
@media (max-width: 900px) { .tiles { grid-template-columns: repeat(4, 1fr); } }
`;
