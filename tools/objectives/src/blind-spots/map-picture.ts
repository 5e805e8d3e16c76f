import type { Objective } from '../objective.ts';
import { blindSpotsOf, DURATIONS, ERROR_RATIOS, type Grid, TRAFFIC } from './map.ts';
import type { Answer } from './simulate.ts';

const CELL = { width: 44, height: 20 } as const;
const GRID = { width: DURATIONS.length * CELL.width, height: ERROR_RATIOS.length * CELL.height } as const;
/** Of one grid's frame: room for the labels of its axes. */
const LEFT = 62;
const TOP = 24;
const FRAME = { width: LEFT + GRID.width + 14, height: TOP + GRID.height + 52 } as const;
const HEAD = 74;
const COLUMNS = 2;
const SIZE = {
  width: COLUMNS * FRAME.width,
  height: HEAD + Math.ceil(TRAFFIC.length / COLUMNS) * FRAME.height,
} as const;

/**
 * Orange and blue differ for every kind of colour vision, and pages are bold: no meaning is in the colour alone. The picture brings
 * its own ground, for pages whose colours do not follow the system.
 */
const STYLE = `
text{font:11px system-ui,sans-serif;fill:#1f2430}
.ground{fill:#fff}.cell{fill:none;stroke:#d5d9e0}
.page{fill:#b34700}.ticket{fill:#0b62a8}
.on{fill:#fff;text-anchor:middle}.page-text{font-weight:700}
.title{font-size:15px;font-weight:700}.name{font-weight:700}.end{text-anchor:end}.middle{text-anchor:middle}
@media(prefers-color-scheme:dark){text{fill:#d8dbe2}.ground{fill:#181b20}.cell{stroke:#3a3f48}.on{fill:#fff}}
`.replaceAll('\n', '');

/** The blind spots of an objective as a picture (SVG). */
export const blindSpotPicture = (objective: Objective): string => {
  const grids = blindSpotsOf(objective).map((grid, index) => {
    const x = (index % COLUMNS) * FRAME.width;
    const y = HEAD + Math.floor(index / COLUMNS) * FRAME.height;
    return `<g transform="translate(${x + LEFT} ${y + TOP})">\n${frame(grid, TRAFFIC[index]?.[0] ?? '')}\n</g>`;
  });
  const title = `Blind spots of ${objective.name}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" height="${SIZE.height}" role="img" aria-labelledby="title">`,
    '<!-- Made of prometheus/slo by `npm run objectives`. -->',
    `<title id="title">${title}: who is told of errors, by their share, their duration and the traffic</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${SIZE.width}" height="${SIZE.height}"/>`,
    text(title, { x: LEFT, y: 26, of: 'title' }),
    text(`objective ${percent(objective.target)}; in a cell: time from the first bad event`, {
      x: SIZE.width - 14,
      y: 26,
      of: 'end',
    }),
    ...legend(),
    ...grids,
    '</svg>\n',
  ].join('\n');
};

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const text = (words: string, { x, y, of = '' }: { x: number; y: number; of?: string }): string =>
  `<text x="${x}" y="${y}"${of === '' ? '' : ` class="${of}"`}>${escaped(words)}</text>`;

const rect = (of: string, { x, y }: { x: number; y: number }): string =>
  `<rect class="${of}" x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}"/>`;

const KINDS = [
  ['page', 'page: somebody is called'],
  ['ticket', 'ticket: within days'],
  ['cell', 'silence: nobody is told'],
] as const;

const legend = (): string[] =>
  KINDS.flatMap(([kind, words], index) => {
    const at = { x: LEFT + index * 230, y: 40 };
    return [rect(kind, at), text(words, { x: at.x + CELL.width + 8, y: at.y + 14 })];
  });

/** One grid with its axes, from its upper left corner on. */
const frame = (grid: Grid, name: string): string =>
  [
    text(name, { x: 0, y: -8, of: 'name' }),
    ...ERROR_RATIOS.map((ratio, row) =>
      text(percent(ratio), { x: -6, y: row * CELL.height + 14, of: 'end' }),
    ),
    ...DURATIONS.map(([label], column) =>
      text(label, { x: (column + 0.5) * CELL.width, y: GRID.height + 15, of: 'middle' }),
    ),
    text('duration of the errors', { x: GRID.width / 2, y: GRID.height + 33, of: 'middle' }),
    `<g transform="rotate(-90)">${text('error ratio', { x: -GRID.height / 2, y: -48, of: 'middle' })}</g>`,
    ...grid.flatMap((answers, row) =>
      answers.map((answer, column) => cell(answer, { x: column * CELL.width, y: row * CELL.height })),
    ),
  ].join('\n');

const cell = (answer: Answer | undefined, { x, y }: { x: number; y: number }): string => {
  if (answer === undefined) return rect('cell', { x, y });
  const { severity, afterSeconds } = answer;
  const at = { x: x + CELL.width / 2, y: y + 14, of: `on ${severity}-text` };
  return rect(`cell ${severity}`, { x, y }) + text(durationInWords(afterSeconds), at);
};

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** In the largest unit of which there are two, or one and no rest: `90 s`, `1 m`, `26 h`. */
const durationInWords = (seconds: number): string => {
  const [unit, size] = UNITS.find(([, each]) => seconds >= 2 * each || seconds === each) ?? ['s', 1];
  const count = seconds / size;
  return `${count < 10 ? Number(count.toFixed(1)) : Math.round(count)} ${unit}`;
};
