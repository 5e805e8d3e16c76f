import { Html, html } from '../html.ts';
import type { Chart, Mark, Point, Series } from './chart.ts';
import { clock, place, type Scale, timeTicks, valueText, valueTicks } from './scale.ts';

const WIDTH = 880;
const PLOT = { left: 70, right: 34, height: 170, bottom: 24 };
const LINE = 18;
/** Title, and enough room that the highest value does not touch the legend. */
const HEAD = 38;
const CHARACTER = 6.6;
/** Told apart by people with any colour vision (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '#000000';

/** The chart as SVG, by itself: it brings its background, so that it can be read on a page of any colour. */
export const drawChart = (chart: Chart): string => svgOf(chart.title, [drawPanel(chart)]);

/** Part of a picture, as wide as all others. */
export interface Panel {
  readonly height: number;
  readonly markup: Html;
}

/** Panels below each other. */
export const svgOf = (title: string, panels: readonly Panel[]): string => {
  let top = 0;
  const placed = panels.map(({ height, markup }) => {
    const part = top === 0 ? markup : html`<g transform="translate(0 ${top})">${markup}</g>`;
    top += height;
    return part;
  });
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${top}"
    role="img"
    font-family="system-ui, sans-serif"
    font-size="12"
    fill="#24292f"
  >
    <title>${title}</title>
    <rect width="${WIDTH}" height="${top}" fill="#ffffff" />
    ${placed}
  </svg>`.text;
};

export const drawPanel = (chart: Chart): Panel => {
  const legend = placeLegend(chart.series);
  const flags = placeMarks(chart);
  const top = HEAD + legend.rows * LINE + flags.rows * LINE;
  const height = top + PLOT.height + PLOT.bottom;
  const values = chart.series.flatMap(({ points }) => points.map(([, value]) => value));
  const ticks = valueTicks(Math.max(0, ...values, chart.limit?.value ?? 0));
  const x = timeScale(chart);
  const y: Scale = { from: 0, to: ticks.at(-1) ?? 1, start: top + PLOT.height, length: -PLOT.height };
  const markup = html`
    <text x="14" y="20" font-size="14" font-weight="600">${chart.title}</text>
    ${legend.parts} ${bands(chart, x, top)} ${valueAxis(chart, y, ticks)}
    ${timeAxis(chart, x, top + PLOT.height)}
    ${limitLine(chart, y)}${chart.series.map((series, index) => lines(series, { chart, x, y, index }))}
    ${flags.parts(HEAD + legend.rows * LINE, top + PLOT.height)}
    ${values.length === 0 ? html`<text x="${WIDTH / 2}" y="${top + PLOT.height / 2}" text-anchor="middle">no data in this time</text>` : ''}
  `;
  return { height, markup };
};

/** At least a line wide: a crash lasts no time. */
const bands = ({ bands: shown = [] }: Chart, x: Scale, top: number): Html[] =>
  shown.map(({ from, to, text }) => {
    const left = place(x, from);
    const width = Math.max(2, place(x, to) - left);
    return html`<rect
      x="${left}"
      y="${top}"
      width="${width}"
      height="${PLOT.height}"
      fill="#d55e00"
      opacity="0.18"
    >
      <title>${text}</title>
    </rect>`;
  });

export interface Lane {
  readonly name: string;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly colour: string;
}

/** When each of several things was so, a bar for each time; the name is above its bars. */
export const drawLanes = (
  title: string,
  range: Pick<Chart, 'from' | 'to'>,
  lanes: readonly Lane[],
): Panel => {
  const x = timeScale(range);
  const bottom = 30 + lanes.length * 2 * LINE;
  const rows = lanes.map(({ name, spans, colour: fill }, index) => {
    const y = 30 + index * 2 * LINE;
    const bars = spans.map(({ from, to }) => {
      const left = place(x, Math.max(from, range.from));
      const width = Math.max(3, place(x, Math.min(to, range.to)) - left);
      return html`<rect x="${left}" y="${y + LINE}" width="${width}" height="10" rx="2" fill="${fill}" />`;
    });
    return html`<text x="${PLOT.left}" y="${y + 13}">${name}</text>${bars}`;
  });
  const markup = html`<text x="14" y="20" font-size="14" font-weight="600">${title}</text> ${rows}
    ${timeAxis(range, x, bottom)}`;
  return { height: bottom + PLOT.bottom + 6, markup };
};

const timeScale = ({ from, to }: Pick<Chart, 'from' | 'to'>): Scale => ({
  from,
  to,
  start: PLOT.left,
  length: WIDTH - PLOT.left - PLOT.right,
});

/** Names beside their colours, in as many rows as they need. */
const placeLegend = (series: readonly Series[]): { rows: number; parts: Html[] } => {
  let [left, row] = [14, 0];
  const parts = series.map(({ name }, index) => {
    const width = 34 + name.length * CHARACTER;
    if (left + width > WIDTH && left > 14) [left, row] = [14, row + 1];
    const y = 42 + row * LINE;
    const part = html`<line
        x1="${left}"
        x2="${left + 18}"
        y1="${y - 4}"
        y2="${y - 4}"
        stroke="${colour(index)}"
        stroke-width="3"
      />
      <text x="${left + 23}" y="${y}">${name}</text>`;
    left += width;
    return part;
  });
  return { rows: row + 1, parts };
};

const valueAxis = ({ unit }: Chart, y: Scale, ticks: readonly number[]): Html[] =>
  ticks.map((tick) => {
    const at = place(y, tick);
    return html`<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at}" y2="${at}" stroke="#d0d7de" />
      <text x="${PLOT.left - 6}" y="${at + 4}" text-anchor="end">${valueText(tick, unit)}</text>`;
  });

const timeAxis = ({ from, to }: Pick<Chart, 'from' | 'to'>, x: Scale, bottom: number): Html[] =>
  timeTicks(from, to).map((tick) => {
    const at = place(x, tick);
    return html`<line x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}" stroke="#57606a" />
      <text x="${at}" y="${bottom + 17}" text-anchor="middle">${clock(tick)}</text>`;
  });

const limitLine = ({ limit }: Chart, y: Scale): Html | '' => {
  if (limit === undefined) return '';
  const at = place(y, limit.value);
  return html`<line
      x1="${PLOT.left}"
      x2="${WIDTH - PLOT.right}"
      y1="${at}"
      y2="${at}"
      stroke="#57606a"
      stroke-dasharray="2 3"
    />
    <text
      x="${WIDTH - PLOT.right - 4}"
      y="${at - 4}"
      text-anchor="end"
      fill="#57606a"
      stroke="#ffffff"
      stroke-width="3"
      paint-order="stroke"
      >${limit.text}</text
    >`;
};

interface Drawing {
  readonly chart: Chart;
  readonly x: Scale;
  readonly y: Scale;
  readonly index: number;
}

/** One path for each stretch without a gap; a stretch of one point is a dot. */
const lines = ({ points }: Series, { chart, x, y, index }: Drawing): Html => {
  const at = ([time, value]: Point): string => `${place(x, time)} ${place(y, value)}`;
  const path = stretches(points, chart.gapMs)
    .map((stretch) => `M${stretch.map(at).join('L')}${stretch.length === 1 ? 'h.1' : ''}`)
    .join('');
  return html`<path
    d="${path}"
    fill="none"
    stroke="${colour(index)}"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />`;
};

const stretches = (points: readonly Point[], gapMs: number): Point[][] => {
  const found: Point[][] = [];
  let last = -Infinity;
  for (const point of points) {
    const [at] = point;
    if (at - last > gapMs) found.push([]);
    found.at(-1)?.push(point);
    last = at;
  }
  return found;
};

/** A letter's width: where two marks are closer, the second goes one row down. */
const FLAG = 18;

const placeMarks = (chart: Chart): { rows: number; parts: (top: number, bottom: number) => Html[] } => {
  const x = timeScale(chart);
  const ends: number[] = [];
  const placed = chart.marks
    .filter(({ at }) => at >= chart.from && at <= chart.to)
    .toSorted((a, b) => a.at - b.at)
    .map((mark) => {
      const left = place(x, mark.at);
      const free = ends.findIndex((end) => end <= left - FLAG / 2);
      const row = free === -1 ? ends.length : free;
      ends[row] = left + FLAG / 2;
      return { mark, left, row };
    });
  return {
    rows: ends.length,
    parts: (top, bottom) =>
      placed.map(({ mark, left, row }) => flag(mark, left, { top: top + row * LINE, bottom })),
  };
};

const flag = (
  { letter, text, at }: Mark,
  left: number,
  { top, bottom }: { top: number; bottom: number },
): Html =>
  html`<g>
    <title>${letter}: ${text}, ${clock(at)}</title>
    <line x1="${left}" x2="${left}" y1="${top + 16}" y2="${bottom}" stroke="#57606a" stroke-dasharray="4 3" />
    <rect x="${left - 8}" y="${top}" width="16" height="16" rx="8" fill="#24292f" />
    <text x="${left}" y="${top + 12}" text-anchor="middle" font-size="11" fill="#ffffff">${letter}</text>
  </g>`;
