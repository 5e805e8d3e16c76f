import type { Address } from '../address.ts';
import { ask, messageOf } from '../api.ts';
import { h, picker } from '../dom.ts';
import { firingIn } from '../objectives/alerts.ts';
import { type Budget, BUDGETS_QUERY, budgetsIn, nameIn, type PaceName } from '../objectives/budgets.ts';
import { alertTable, budgetTable } from '../objectives/tables.ts';
import { DEFAULT_RANGE } from '../time-range.ts';
import type { Page, ShownView } from './view.ts';

const fromPrometheus = (path: string, params: Readonly<Record<string, string>> = {}): Promise<unknown> =>
  ask({ store: 'prometheus', path: `/api/v1/${path}`, params });

/** What fires, what is left of the error budgets, and what the alerts of each objective do not see. */
export class AlertsView implements ShownView {
  readonly title = 'Alerts';
  readonly element: HTMLElement;
  readonly controls = h('div', { class: 'variables' });
  readonly usesTime = false;
  readonly defaultRange = DEFAULT_RANGE;
  readonly defaultRefresh = '5s';
  readonly #page: Page;
  readonly #problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  readonly #alerts = h('div');
  readonly #budgets = h('div');
  readonly #maps = h('div', { class: 'blind-spots' });
  #pace: PaceName | undefined;
  #turn = 0;

  constructor(page: Page) {
    this.#page = page;
    this.element = h(
      'article',
      { class: 'search alerts', 'data-state': 'waiting' },
      this.#problem,
      h('h2', {}, 'Firing alerts'),
      this.#alerts,
      h('h2', {}, 'Error budgets'),
      this.#budgets,
      h('h2', {}, 'Blind spots'),
      h(
        'p',
        {},
        'What the alerts in real time make of errors, by their share, their duration and the traffic.',
      ),
      this.#maps,
    );
  }

  async update({ params }: Address): Promise<void> {
    const turn = ++this.#turn;
    const pace = params.get('pace') === 'lab' ? 'lab' : 'real';
    this.#drawControls(pace);
    try {
      const [alerts, standing] = await Promise.all([
        fromPrometheus('alerts'),
        fromPrometheus('query', { query: BUDGETS_QUERY }),
      ]);
      if (turn !== this.#turn) return; // asked again meanwhile: that one is shown
      const budgets = budgetsIn(standing, pace);
      this.#alerts.replaceChildren(alertTable(firingIn(alerts)));
      this.#budgets.replaceChildren(budgetTable(budgets));
      this.#drawMaps(budgets);
      this.#show('ready');
    } catch (error) {
      if (turn === this.#turn) this.#show('error', messageOf(error));
    }
  }

  dispose(): void {
    this.element.remove();
  }

  /** With what was there before: it may be old, which the message above it explains. */
  #show(state: 'ready' | 'error', message = ''): void {
    this.element.dataset['state'] = state;
    this.#problem.hidden = state === 'ready';
    this.#problem.textContent = message;
  }

  /** A list that somebody has opened is not to be taken away by a refresh. */
  #drawControls(pace: PaceName): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    const choices = [
      { value: 'real', text: 'real time' },
      { value: 'lab', text: 'lab time: windows 15 times shorter' },
    ];
    this.controls.replaceChildren(
      picker('Budgets in', choices, {
        selected: [pace],
        onChange: ([value]) => this.#page.change({ pace: value === 'lab' ? value : undefined }),
      }),
    );
  }

  /** The pictures change with the objectives only. */
  #drawMaps(budgets: readonly Budget[]): void {
    const names = budgets.map(({ objective }) => nameIn(objective)).join(' ');
    if (this.#maps.dataset['objectives'] === names) return;
    this.#maps.dataset['objectives'] = names;
    this.#maps.replaceChildren(
      ...budgets.map(({ objective }) => {
        const name = nameIn(objective);
        return h('img', {
          src: `/docs/images/blind-spots/${name}.svg`,
          alt: `Blind spots of ${name}`,
          loading: 'lazy',
        });
      }),
    );
  }
}
