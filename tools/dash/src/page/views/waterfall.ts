import { type Segment, selfTimeUs, type Span, type Trace } from '@lab/analysis';
import { h } from '../dom.ts';
import { currentScheme, serviceColor } from '../format/colours.ts';
import { microseconds } from '../format/time.ts';
import { spanDetails } from './span-details.ts';

const TICKS = 5;
/** Beyond that a browser becomes slow, and nobody reads it. */
const MOST_ROWS = 1500;

interface Drawn {
  readonly trace: Trace;
  readonly path: readonly Segment[];
  readonly onlyPath: boolean;
}

/** The spans of a trace, one below the other, as long as they lasted. */
export class Waterfall {
  readonly element = h('div', { class: 'waterfall' });
  readonly #open = new Set<string>();

  draw({ trace, path, onlyPath }: Drawn): void {
    const segments = Map.groupBy(path, ({ span }) => span.id);
    const spans = trace.spans.filter(({ id }) => !onlyPath || segments.has(id));
    const rows = spans
      .slice(0, MOST_ROWS)
      .map((span) => this.#row(span, { trace, segments: segments.get(span.id) ?? [] }));
    this.element.replaceChildren(
      scale(trace),
      h('ol', {}, ...rows),
      ...(spans.length > MOST_ROWS
        ? [h('p', { role: 'status' }, `and ${spans.length - MOST_ROWS} more spans`)]
        : []),
    );
  }

  /** Opens a span's details and brings it into view. */
  reveal(id: string): void {
    const row = this.element.querySelector<HTMLElement>(`[data-span="${CSS.escape(id)}"]`);
    const button = row?.querySelector('button');
    if (button?.ariaExpanded === 'false') button.click();
    row?.scrollIntoView({ block: 'center' });
    button?.focus();
  }

  #row(span: Span, { trace, segments }: { trace: Trace; segments: readonly Segment[] }): HTMLElement {
    const details = h('div', { class: 'span-details', hidden: !this.#open.has(span.id) });
    const fill = (): void => {
      if (details.childElementCount === 0) details.append(spanDetails(span, trace));
    };
    if (this.#open.has(span.id)) fill();
    const button = h(
      'button',
      {
        type: 'button',
        class: 'span-row',
        'aria-expanded': String(this.#open.has(span.id)),
        'aria-label': inWords(span, trace, segments.length > 0),
      },
      label(span),
      track(span, trace, segments),
    );
    button.addEventListener('click', () => {
      details.hidden = !details.hidden;
      button.ariaExpanded = String(!details.hidden);
      if (details.hidden) this.#open.delete(span.id);
      else this.#open.add(span.id);
      fill();
    });
    return h('li', { 'data-span': span.id, 'data-critical': String(segments.length > 0) }, button, details);
  }
}

const depthOf = ({ parent }: Span): number => (parent === undefined ? 0 : 1 + depthOf(parent));

function label(span: Span): HTMLElement {
  const dot = h('span', { class: 'swatch' });
  dot.style.background = serviceColor(span.service, currentScheme());
  const element = h(
    'span',
    { class: 'span-label' },
    dot,
    h('b', {}, span.service),
    ' ',
    h('span', { class: 'span-name' }, span.name),
    span.isError && h('span', { class: 'span-error' }, 'error'),
  );
  element.style.paddingInlineStart = `${depthOf(span) * 12}px`;
  return element;
}

function track(span: Span, trace: Trace, segments: readonly Segment[]): HTMLElement {
  const bar = h('span', { class: 'span-bar' });
  put(bar, trace, { fromUs: span.startUs, toUs: span.endUs });
  bar.style.background = serviceColor(span.service, currentScheme());
  if (span.isError) bar.classList.add('is-error');
  const critical = segments.map((segment) => {
    const piece = h('span', { class: segment.kind === 'work' ? 'critical' : 'waiting' });
    put(piece, trace, segment);
    return piece;
  });
  const duration = h('span', { class: 'span-duration' }, microseconds(span.endUs - span.startUs));
  duration.style.left = `${((span.endUs - trace.startUs) / lengthOf(trace)) * 100}%`;
  return h('span', { class: 'span-track' }, bar, ...critical, duration);
}

const lengthOf = ({ startUs, endUs }: Trace): number => Math.max(1, endUs - startUs);

function put(element: HTMLElement, trace: Trace, { fromUs, toUs }: { fromUs: number; toUs: number }): void {
  element.style.left = `${((fromUs - trace.startUs) / lengthOf(trace)) * 100}%`;
  element.style.width = `${((toUs - fromUs) / lengthOf(trace)) * 100}%`;
}

function scale(trace: Trace): HTMLElement {
  const ticks = Array.from({ length: TICKS }, (_, index) => {
    const share = index / (TICKS - 1);
    const tick = h('span', {}, microseconds(share * lengthOf(trace)));
    tick.style.left = `${share * 100}%`;
    return tick;
  });
  return h(
    'div',
    { class: 'span-scale', 'aria-hidden': 'true' },
    h('span', { class: 'span-track' }, ...ticks),
  );
}

function inWords(span: Span, trace: Trace, isCritical: boolean): string {
  return [
    `${span.service}: ${span.name}`,
    `from ${microseconds(span.startUs - trace.startUs)}`,
    `for ${microseconds(span.endUs - span.startUs)}`,
    `self time ${microseconds(selfTimeUs(span))}`,
    isCritical ? 'on the critical path' : 'not on the critical path',
    ...(span.isError ? ['error'] : []),
  ].join(', ');
}
