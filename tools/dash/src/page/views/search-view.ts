import { tracesRequest } from '@lab/boards';
import { type JaegerTrace, readTrace, type Trace } from '@lab/analysis';
import type { Address } from '../address.ts';
import { ask, messageOf } from '../api.ts';
import { h, picker } from '../dom.ts';
import { currentScheme, serviceColor } from '../format/colours.ts';
import { dateTime, microseconds } from '../format/time.ts';
import { DEFAULT_RANGE, rangeTextIn, readRange } from '../time-range.ts';
import type { Page, ShownView } from './view.ts';

const LIMIT = 50;
const FIRST = 'gateway';

interface Wanted {
  readonly service: string;
  readonly minDuration: string;
  readonly errors: string;
  readonly sort: string;
}

/** The last traces of a service: the newest, the longest, those that failed. */
export class SearchView implements ShownView {
  readonly title = 'Traces';
  readonly element: HTMLElement;
  readonly controls = h('div', { class: 'variables' });
  readonly usesTime = true;
  readonly defaultRange = DEFAULT_RANGE;
  readonly defaultRefresh = '';
  readonly #page: Page;
  readonly #result = h('div', { class: 'found' });
  #controls = '';
  #turn = 0;

  constructor(page: Page) {
    this.#page = page;
    this.element = h(
      'article',
      { class: 'search', 'data-state': 'waiting' },
      h('h2', {}, 'Traces'),
      this.#result,
    );
  }

  async update({ params }: Address): Promise<void> {
    const turn = ++this.#turn;
    // Asked again meanwhile: that one is shown.
    const isLate = (): boolean => turn !== this.#turn;
    try {
      await this.#search(params, isLate);
    } catch (error) {
      if (isLate()) return;
      this.element.dataset['state'] = 'error';
      this.#result.replaceChildren(h('p', { class: 'problem', role: 'alert' }, messageOf(error)));
    }
  }

  async #search(params: Address['params'], isLate: () => boolean): Promise<void> {
    const { data } = (await ask({ store: 'jaeger', path: '/api/services', params: {} })) as {
      data: string[] | null;
    };
    if (isLate()) return;
    const services = (data ?? []).sort();
    const wanted = wantedIn(params, services.includes(FIRST) ? FIRST : (services[0] ?? ''));
    this.#draw(services, wanted);
    const found = wanted.service === '' ? [] : await find(wanted, params);
    if (!isLate()) this.#show(found, wanted.sort);
  }

  dispose(): void {
    this.element.remove();
  }

  #draw(services: readonly string[], wanted: Wanted): void {
    const shown = JSON.stringify([services, wanted]);
    if (shown === this.#controls) return;
    this.#controls = shown;
    const choose = (name: string, choices: readonly { value: string; text: string }[], selected: string) =>
      picker(name, choices, {
        selected: [selected],
        onChange: ([value]) =>
          this.#page.change({ [name === 'shortest' ? 'minDuration' : name]: value || undefined }),
      });
    this.controls.replaceChildren(
      choose(
        'service',
        services.map((value) => ({ value, text: value })),
        wanted.service,
      ),
      choose('shortest', durations(wanted.minDuration), wanted.minDuration),
      choose(
        'errors',
        [
          { value: '', text: 'with or without' },
          { value: 'only', text: 'only' },
        ],
        wanted.errors,
      ),
      choose(
        'sort',
        [
          { value: 'newest', text: 'newest first' },
          { value: 'longest', text: 'longest first' },
        ],
        wanted.sort,
      ),
    );
  }

  #show(traces: readonly Trace[], sort: string): void {
    this.element.dataset['state'] = traces.length === 0 ? 'empty' : 'ready';
    if (traces.length === 0) {
      this.#result.replaceChildren(h('p', { role: 'status' }, 'No trace in this time range matches.'));
      return;
    }
    const length = ({ startUs, endUs }: Trace): number => endUs - startUs;
    const order = [...traces].sort(
      sort === 'longest' ? (a, b) => length(b) - length(a) : (a, b) => b.startUs - a.startUs,
    );
    const longest = Math.max(...traces.map(length));
    const head = ['Began', 'What', 'Took', '', 'Spans', 'Errors', 'Services'];
    this.#result.replaceChildren(
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...order.map((trace) => row(trace, longest))),
      ),
      ...(traces.length >= LIMIT
        ? [h('p', { role: 'status' }, `Showing the first ${LIMIT}; there may be more.`)]
        : []),
    );
  }
}

const wantedIn = (params: URLSearchParams, service: string): Wanted => ({
  service: params.get('service') ?? service,
  minDuration: params.get('minDuration') ?? '',
  errors: params.get('errors') ?? '',
  sort: params.get('sort') ?? 'newest',
});

const durations = (own: string) => {
  const choices = ['', '10ms', '50ms', '100ms', '250ms', '1s'];
  return [...choices, ...(choices.includes(own) ? [] : [own])].map((value) => ({
    value,
    text: value === '' ? 'any duration' : `at least ${value}`,
  }));
};

async function find({ service, minDuration, errors }: Wanted, params: URLSearchParams): Promise<Trace[]> {
  const range = readRange(rangeTextIn(params), Date.now());
  const filters = { service, minDuration, ...(errors !== '' && { tags: { error: 'true' } }) };
  const { data } = (await ask(tracesRequest(filters, { range, limit: LIMIT }))) as {
    data: readonly JaegerTrace[];
  };
  return data.map((json) => readTrace(json)).filter((trace) => trace !== undefined);
}

function row(trace: Trace, longest: number): HTMLElement {
  const [root] = trace.roots;
  const errors = trace.spans.filter(({ isError }) => isError).length;
  const services = [...new Set(trace.spans.map(({ service }) => service))];
  const us = trace.endUs - trace.startUs;
  const bar = h('span', { class: 'found-bar' });
  bar.style.width = `${(us / longest) * 100}%`;
  const dots = services.map((service) => {
    const dot = h('span', { class: 'swatch' });
    dot.style.background = serviceColor(service, currentScheme());
    return h('span', { class: 'found-service' }, dot, service);
  });
  return h(
    'tr',
    {},
    h('td', {}, dateTime(trace.startUs / 1000, { withMs: true })),
    h('td', {}, h('a', { href: `/trace/${trace.id}` }, root ? `${root.service}: ${root.name}` : trace.id)),
    h('td', { class: 'number' }, microseconds(us)),
    h('td', { class: 'found-track', 'aria-hidden': 'true' }, bar),
    h('td', { class: 'number' }, trace.spans.length),
    h('td', { class: errors > 0 ? 'number span-error-count' : 'number' }, errors),
    h('td', {}, ...dots),
  );
}
