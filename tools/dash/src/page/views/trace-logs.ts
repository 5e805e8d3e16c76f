import { entriesIn, linesRequest, type LogEntry } from '@lab/boards';
import type { Span, Trace } from '@lab/analysis';
import { ask, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import { microseconds } from '../format/time.ts';
import { logLine } from '../panels/log-lines.ts';

const MOST_LINES = 1000;
/** A line may be written a little before its trace is seen to begin, and some time after it has ended. */
const BEFORE_MS = 60_000;
const AFTER_MS = 10 * 60_000;
/** How far back for a trace that Jaeger does not have. */
const SEARCH_MS = 24 * 60 * 60_000;

/** The log lines of a trace in the order of time, over all services. */
export class TraceLogs {
  readonly element = h('section', {
    class: 'trace-logs',
    'aria-labelledby': 'trace-logs',
    'data-state': 'waiting',
  });
  readonly #onSpan: (spanId: string) => void;

  constructor(onSpan: (spanId: string) => void) {
    this.#onSpan = onSpan;
  }

  async update(id: string, trace: Trace | undefined): Promise<void> {
    try {
      this.#draw(await fetchLines(id, trace), trace);
    } catch (error) {
      this.#show('error', h('p', { class: 'problem', role: 'alert' }, messageOf(error)));
    }
  }

  #draw(entries: readonly LogEntry[], trace: Trace | undefined): void {
    if (entries.length === 0) {
      this.#show('empty', h('p', { role: 'status' }, 'No log line has this trace id (yet).'));
      return;
    }
    const spans = new Map(trace?.spans.map((span) => [span.id, span]));
    const lines = entries.map((entry) => this.#line(entry, { trace, spans }));
    this.#show('ready', h('div', { class: 'logs' }, ...lines));
  }

  #line(
    entry: LogEntry,
    { trace, spans }: { trace: Trace | undefined; spans: ReadonlyMap<string, Span> },
  ): HTMLElement {
    const when = trace && `+${microseconds(Math.max(0, entry.timeMs * 1000 - trace.startUs))}`;
    const line = logLine(entry, { withTraceLink: false, ...(when !== undefined && { when }) });
    const span = spans.get(entry.labels['span_id'] ?? '');
    if (span) {
      const press = (): void => this.#onSpan(span.id);
      line
        .querySelector('.log-details')
        ?.prepend(h('button', { type: 'button', onclick: press }, `show its span: ${span.name}`));
    }
    return line;
  }

  #show(state: string, content: HTMLElement): void {
    this.element.dataset['state'] = state;
    this.element.replaceChildren(h('h2', { id: 'trace-logs' }, 'Log lines'), content);
  }
}

async function fetchLines(id: string, trace: Trace | undefined): Promise<LogEntry[]> {
  const now = Date.now();
  const from = trace ? trace.startUs / 1000 - BEFORE_MS : now - SEARCH_MS;
  const to = trace ? trace.endUs / 1000 + AFTER_MS : now;
  const query = `{service_name=~".+"} | trace_id="${id}"`;
  const request = linesRequest(query, { range: { from, to }, limit: MOST_LINES, direction: 'forward' });
  const answer = await ask(request);
  return entriesIn(answer).reverse();
}
