import type { Segment } from '@lab/analysis';
import { h } from '../dom.ts';
import { currentScheme, serviceColor } from '../format/colours.ts';
import { microseconds } from '../format/time.ts';

const MOST_ROWS = 8;

interface Share {
  readonly kind: Segment['kind'];
  readonly service: string;
  readonly name: string;
  readonly us: number;
}

/** What the critical path is made of, the longest first. */
export function pathSummary(path: readonly Segment[]): HTMLElement {
  const total = path.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  const shares = sharesOf(path);
  const rows = shares.slice(0, MOST_ROWS).map(({ kind, service, name, us }) => {
    const dot = h('span', { class: kind === 'work' ? 'swatch' : 'swatch swatch-waiting' });
    if (kind === 'work') dot.style.background = serviceColor(service, currentScheme());
    return h(
      'tr',
      {},
      h('td', { class: 'number' }, `${Math.round((us / total) * 100)} %`),
      h('td', { class: 'number' }, microseconds(us)),
      h('td', {}, dot, kind === 'work' ? `${service}: ${name}` : `waiting for ${service}: ${name}`),
    );
  });
  return h(
    'table',
    { class: 'path-summary' },
    h('caption', {}, 'Critical path by service'),
    h('tbody', {}, ...rows),
  );
}

function sharesOf(path: readonly Segment[]): Share[] {
  const groups = Map.groupBy(path, ({ kind, span }) => `${kind} ${span.id}`);
  return [...groups.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const us = [first, ...others].reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
      return [{ kind: first.kind, service: first.span.service, name: first.span.name, us }];
    })
    .sort((a, b) => b.us - a.us);
}
