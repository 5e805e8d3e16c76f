import { selfTimeUs, type Span, type Tag, type Trace } from '@lab/analysis';
import { h } from '../dom.ts';
import { microseconds } from '../format/time.ts';

/** All that is known of a span. */
export function spanDetails(span: Span, trace: Trace): HTMLElement {
  const facts: Tag[] = [
    { key: 'kind', value: span.kind },
    { key: 'start', value: `+${microseconds(span.startUs - trace.startUs)}` },
    { key: 'duration', value: microseconds(span.endUs - span.startUs) },
    { key: 'self time', value: microseconds(selfTimeUs(span)) },
    { key: 'span id', value: span.id },
  ];
  return h(
    'div',
    { class: 'span-facts' },
    ...span.warnings.map((warning) => h('p', { class: 'problem' }, warning)),
    list('Span', facts),
    list('Attributes', span.tags),
    list('Process', span.resource),
    ...span.events.map(({ atUs, fields }) => list(`Event at +${microseconds(atUs - trace.startUs)}`, fields)),
  );
}

const list = (title: string, tags: readonly Tag[]): HTMLElement | string =>
  tags.length === 0
    ? ''
    : h(
        'table',
        {},
        h('caption', {}, title),
        h(
          'tbody',
          {},
          ...tags.map(({ key, value }) => h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, value))),
        ),
      );
