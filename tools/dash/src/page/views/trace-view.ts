import { criticalPath, type JaegerTrace, readTrace, type Trace } from '@lab/analysis';
import type { Address } from '../address.ts';
import { AnswerError, ask, messageOf } from '../api.ts';
import { h, picker } from '../dom.ts';
import { dateTime, microseconds } from '../format/time.ts';
import { DEFAULT_RANGE } from '../time-range.ts';
import { pathSummary } from './path-summary.ts';
import { TraceLogs } from './trace-logs.ts';
import type { Page, ShownView } from './view.ts';
import { Waterfall } from './waterfall.ts';

const NOT_FOUND = 404;

/** One trace: its spans, what its duration is made of, and what was logged. */
export class TraceView implements ShownView {
  readonly title: string;
  readonly element: HTMLElement;
  readonly controls = h('div', { class: 'variables' });
  readonly usesTime = false;
  readonly defaultRange = DEFAULT_RANGE;
  readonly defaultRefresh = '';
  readonly #id: string;
  readonly #page: Page;
  readonly #head = h('div', { class: 'trace-head' });
  readonly #waterfall = new Waterfall();
  readonly #logs = new TraceLogs((spanId) => this.#waterfall.reveal(spanId));

  constructor(id: string, page: Page) {
    this.#id = id;
    this.#page = page;
    this.title = `Trace ${id.slice(0, 8)}`;
    this.element = h(
      'article',
      { class: 'trace', 'data-state': 'waiting' },
      this.#head,
      this.#waterfall.element,
      this.#logs.element,
    );
  }

  async update({ params }: Address): Promise<void> {
    const trace = await this.#fetch();
    if (trace) this.#draw(trace, params);
    await this.#logs.update(this.#id, trace);
  }

  dispose(): void {
    this.element.remove();
  }

  async #fetch(): Promise<Trace | undefined> {
    try {
      const { data } = (await ask({ store: 'jaeger', path: `/api/traces/${this.#id}`, params: {} })) as {
        data: readonly JaegerTrace[];
      };
      const trace = data[0] && readTrace(data[0]);
      if (trace === undefined) throw new AnswerError(NOT_FOUND, 'Jaeger returned no span');
      return trace;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    const isMissing = error instanceof AnswerError && error.status === NOT_FOUND;
    const message = isMissing
      ? 'Jaeger does not have this trace. A new trace appears a few seconds after its last span, so try again. Jaeger keeps the last 10,000.'
      : messageOf(error);
    this.element.dataset['state'] = isMissing ? 'empty' : 'error';
    this.#head.replaceChildren(
      h('h2', {}, `Trace ${this.#id}`),
      h('p', { class: 'problem', role: 'alert' }, message),
    );
  }

  #draw(trace: Trace, params: URLSearchParams): void {
    const goal = params.get('path') === 'answer' ? 'answer' : 'end';
    const onlyPath = params.get('spans') === 'path';
    const path = criticalPath(trace, goal);
    this.controls.replaceChildren(...this.#pickers(trace, { goal, onlyPath }));
    this.#head.replaceChildren(heading(trace), facts(trace), pathSummary(path));
    this.#waterfall.draw({ trace, path, onlyPath });
    this.element.dataset['state'] = 'ready';
  }

  #pickers(trace: Trace, { goal, onlyPath }: { goal: string; onlyPath: boolean }): HTMLElement[] {
    const [root] = trace.roots;
    const answer = microseconds((root?.endUs ?? trace.endUs) - trace.startUs);
    const end = microseconds(trace.endUs - trace.startUs);
    const goals = [
      { value: 'end', text: `to the end (${end})` },
      { value: 'answer', text: `to the answer (${answer})` },
    ];
    const spans = [
      { value: 'all', text: `all ${trace.spans.length}` },
      { value: 'path', text: 'on the critical path' },
    ];
    return [
      picker('Critical path', goals, { selected: [goal], onChange: ([path]) => this.#page.change({ path }) }),
      picker('Spans', spans, {
        selected: [onlyPath ? 'path' : 'all'],
        onChange: ([value]) => this.#page.change({ spans: value }),
      }),
    ];
  }
}

function heading({ roots: [root] }: Trace): HTMLElement {
  return h('h2', {}, root ? `${root.service}: ${root.name}` : 'A trace');
}

function facts(trace: Trace): HTMLElement {
  const errors = trace.spans.filter(({ isError }) => isError).length;
  const services = new Set(trace.spans.map(({ service }) => service));
  const told = {
    'trace id': trace.id,
    began: dateTime(trace.startUs / 1000, { withMs: true }),
    took: microseconds(trace.endUs - trace.startUs),
    spans: String(trace.spans.length),
    services: [...services].join(', '),
    errors: String(errors),
    ...(trace.roots.length > 1 && {
      note: `${trace.roots.length} root spans: their common parent is missing (so far)`,
    }),
  };
  return h(
    'dl',
    {},
    ...Object.entries(told).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}
