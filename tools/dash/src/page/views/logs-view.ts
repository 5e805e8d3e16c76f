import { entriesIn, linesRequest } from '@lab/boards';
import type { Address } from '../address.ts';
import { ask, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import { logLine } from '../panels/log-lines.ts';
import { DEFAULT_RANGE, rangeTextIn, readRange } from '../time-range.ts';
import type { Page, ShownView } from './view.ts';

const LIMIT = 500;
const EVERYTHING = '{service_name=~".+"}';

/** Log lines by a LogQL query. */
export class LogsView implements ShownView {
  readonly title = 'Log lines';
  readonly element: HTMLElement;
  readonly controls: HTMLElement;
  readonly usesTime = true;
  readonly defaultRange = DEFAULT_RANGE;
  readonly defaultRefresh = '';
  readonly #input = h('input', { type: 'search', name: 'query', spellcheck: 'false', autocomplete: 'off' });
  readonly #result = h('div', { class: 'logs' });
  #turn = 0;

  constructor(page: Page) {
    const submit = (event: Event): void => {
      event.preventDefault();
      page.change({ query: this.#input.value });
    };
    this.controls = h(
      'form',
      { class: 'query', onsubmit: submit },
      h('label', { class: 'picker' }, h('span', {}, 'LogQL'), this.#input),
      h('button', { type: 'submit' }, 'Find'),
    );
    this.element = h(
      'article',
      { class: 'search', 'data-state': 'waiting' },
      h('h2', {}, 'Log lines'),
      this.#result,
    );
  }

  async update({ params }: Address): Promise<void> {
    const turn = ++this.#turn;
    const query = params.get('query') || EVERYTHING;
    if (document.activeElement !== this.#input) this.#input.value = query;
    const range = readRange(rangeTextIn(params), Date.now());
    try {
      const answer = await ask(linesRequest(query, { range, limit: LIMIT }));
      if (turn !== this.#turn) return; // asked again meanwhile: that one is shown
      const lines = entriesIn(answer).map((entry) => logLine(entry, { withTraceLink: true }));
      this.element.dataset['state'] = lines.length === 0 ? 'empty' : 'ready';
      this.#result.replaceChildren(
        ...(lines.length === 0
          ? [h('p', { role: 'status' }, 'No line in this time range matches the query.')]
          : lines),
      );
    } catch (error) {
      if (turn !== this.#turn) return;
      this.element.dataset['state'] = 'error';
      this.#result.replaceChildren(h('p', { class: 'problem', role: 'alert' }, messageOf(error)));
    }
  }

  dispose(): void {
    this.element.remove();
  }
}
