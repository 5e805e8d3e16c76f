import { h, type Child } from '../dom.ts';
import type { Exemplar, Point } from '@lab/boards';
import { display } from '../format/display.ts';
import { type LinkContext, readyLink } from '../format/links.ts';
import { dateTime } from '../format/time.ts';
import type { Styled } from './series-style.ts';

const MOST_ROWS = 20;

export const swatch = (color: string): HTMLElement => {
  const element = h('span', { class: 'swatch' });
  element.style.background = color;
  return element;
};

interface AtTime {
  readonly styled: Styled;
  readonly point: Point;
}

/** Each series at its point that is nearest to this time. */
function at(shown: readonly Styled[], timeMs: number): AtTime[] {
  return shown.flatMap((styled) => {
    const point = nearest(styled.series.points, timeMs);
    return point === undefined ? [] : [{ styled, point }];
  });
}

function nearest(points: readonly Point[], timeMs: number): Point | undefined {
  let [best] = points;
  for (const point of points)
    if (best !== undefined && Math.abs(point[0] - timeMs) < Math.abs(best[0] - timeMs)) best = point;
  return best;
}

export function valuesContent(shown: readonly Styled[], timeMs: number, sort: string | undefined): Child[] {
  const rows = sorted(at(shown, timeMs), sort);
  const [first] = rows;
  if (first === undefined) return [];
  return [
    h('div', { class: 'when' }, dateTime(first.point[0])),
    h('table', {}, ...rows.slice(0, MOST_ROWS).map((row) => h('tr', {}, ...cells(row)))),
    rows.length > MOST_ROWS && h('div', { class: 'when' }, `and ${rows.length - MOST_ROWS} more`),
  ];
}

const sorted = (rows: readonly AtTime[], sort: string | undefined): AtTime[] => {
  const sign = { asc: 1, desc: -1 }[sort ?? ''] ?? 0;
  return [...rows].sort((a, b) => sign * ((a.point[1] ?? -Infinity) - (b.point[1] ?? -Infinity) || 0));
};

const cells = ({ styled: { color, title, config }, point }: AtTime): HTMLElement[] => [
  h('td', {}, swatch(color), title),
  h('td', { class: 'number' }, display(point[1], config).text),
];

/** Where one can go from this point in time; undefined where there is nothing. */
export function linksContent(
  shown: readonly Styled[],
  timeMs: number,
  context: LinkContext | undefined,
): Child[] | undefined {
  const rows = at(shown, timeMs).filter(({ styled }) => styled.config.links.length > 0);
  const [first] = rows;
  if (first === undefined || context === undefined) return undefined;
  return [
    h('div', { class: 'when' }, dateTime(first.point[0])),
    h(
      'table',
      {},
      ...rows
        .slice(0, MOST_ROWS)
        .map((row) => h('tr', {}, ...cells(row), h('td', {}, ...linksOf(row, context)))),
    ),
  ];
}

const linksOf = ({ styled: { series, title, config }, point }: AtTime, context: LinkContext): HTMLElement[] =>
  config.links.map((link) => {
    const scope = { labels: series.labels, name: title, value: point[1], timeMs: point[0] };
    const { href, title: linkTitle, opensTab } = readyLink(link, scope, context);
    return h('a', { href, ...(opensTab && { target: '_blank' }) }, linkTitle);
  });

export function exemplarContent(exemplar: Exemplar, shown: readonly Styled[]): Child[] {
  const config = shown.find(({ series }) => series.refId === exemplar.refId)?.config;
  const value = config ? display(exemplar.value, config).text : String(exemplar.value);
  const labels = Object.entries(exemplar.labels).filter(
    ([name]) => !['__name__', 'le', 'instance'].includes(name),
  );
  return [
    h('div', { class: 'when' }, `${dateTime(exemplar.timeMs, { withMs: true })}: one request, ${value}`),
    h('table', {}, ...labels.map(([name, text]) => h('tr', {}, h('td', {}, name), h('td', {}, text)))),
    exemplar.traceId !== undefined && h('div', { class: 'when' }, 'click to open its trace'),
  ];
}
